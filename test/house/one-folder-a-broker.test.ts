import { expect, test } from 'vitest';
import { sourceFilesWith } from '../support/source-files';

/** Its folders, of the bus and of the monitor, and its descriptor. */
const own = [
  /^electron\/bus\/rabbitmq\//,
  /^electron\/monitor\/rabbitmq\//,
  /^shared\/brokers\/rabbitmq\.ts$/,
  /^library\/rabbitmq\.ts$/,
  /^library\/clients\//,
];

/** The tables, and what the library says of where a bus may be. */
const mayName = [
  'electron/bus/backends.ts',
  'electron/monitor/monitors.ts',
  'library/broker.ts',
  'library/by-url.ts',
  'library/event-bus.ts',
  'shared/brokers/index.ts',
];

test('RabbitMQ is named in its folder, its descriptor and the tables, and nowhere else', async () => {
  const naming = await sourceFilesWith(/rabbit|amqp/i);
  expect(naming.filter((name) => !own.some((pattern) => pattern.test(name)))).toEqual(mayName);
});
