import { afterAll, beforeAll } from 'vitest';
import { redisCapabilities } from '../../electron/bus/redis/capabilities';
import { backendContract } from '../backend-contract';
import { createBus } from '../support/redis-bus';
import { RedisServer } from '../support/redis-server';

let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

backendContract({
  name: 'redis',
  capabilities: redisCapabilities,
  create: (options) => createBus({ connection: { url: server.url() }, ...options }),
});
