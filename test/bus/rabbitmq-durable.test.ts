import { afterAll, beforeAll } from 'vitest';
import { capabilitiesOf } from '../../electron/bus/rabbitmq/capabilities';
import { durable } from '../../electron/bus/rabbitmq/names';
import { backendContract } from '../backend-contract';
import { createBus } from '../support/rabbitmq-bus';
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
  name: 'rabbitmq, durable profile',
  capabilities: capabilitiesOf(durable),
  create: (options) => createBus({ connection: { url, queues: 'durable' }, ...options }),
});
