import { onTestFinished } from 'vitest';
import type { Handler } from '../../electron/bus/delivery';
import { type BusOptions, EventBus } from '../../electron/bus/event-bus';
import { RedisBackend } from '../../electron/bus/redis/backend';
import type { Subscription } from '../../electron/bus/subscription';
import { type RedisInput, redisOptionsSchema } from '../../shared/brokers/redis';
import { Recorder } from './recorder';
import { RedisServer, type RedisServerOptions } from './redis-server';

export interface RedisBusOptions extends Omit<BusOptions, 'backend'> {
  /** The URL and whatever else a connection may be given. */
  connection: Omit<RedisInput, 'kind'>;
}

/** A bus on Redis, not yet connected. */
export function createBus({ connection, ...options }: RedisBusOptions): EventBus {
  const parsed = redisOptionsSchema.parse({ kind: 'redis', ...connection });
  return new EventBus({ backend: new RedisBackend(parsed), ...options });
}

/** The same, closed when the test ends, whereupon its whole event stream is checked. */
export function redisBus(options: RedisBusOptions): { bus: EventBus; recorder: Recorder } {
  const bus = createBus(options);
  const recorder = new Recorder(bus);
  onTestFinished(async () => {
    await bus.close();
    recorder.checkInvariants();
  });
  return { bus, recorder };
}

/** Connected; subscribers that vanish are missed after two seconds. */
export async function useRedis(url: string, options: Partial<RedisBusOptions> = {}) {
  const use = redisBus({ ...options, connection: { url, leaseSeconds: 2, ...options.connection } });
  await use.bus.connect();
  return use;
}

export function subscribe(
  bus: EventBus,
  topic: string,
  handler: Handler = () => undefined,
  rest: { name?: string; prefetch?: number } = {},
): Promise<Subscription> {
  return bus.subscribe({ topic, name: 'subscriber', ...rest, handler });
}

/** For one test, which may do it harm. */
export async function ownServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}
