import { afterAll, beforeAll } from 'vitest';
import { Bus } from '../../electron/bus/bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import { rabbitmqOptionsSchema } from '../../shared/connection';
import { backendContract } from '../backend-contract';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';

let proxy: TcpProxy;
let url: string;

beforeAll(async () => {
  const broker = await sharedBroker();
  proxy = await TcpProxy.start(broker);
  url = broker.url({ vhost: await broker.addVhost(), port: proxy.port });
});

afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
});

backendContract({
  name: 'rabbitmq',
  create: (options) => {
    const backend = new RabbitmqBackend(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url }));
    return new Bus({ backend, ...options });
  },
});
