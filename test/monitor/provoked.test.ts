import { connect } from 'amqplib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import { BrokerDesk } from '../../electron/monitor/broker-desk';
import { createMonitor } from '../../electron/monitor/monitors';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { brokerQuerySchema } from '../../shared/window/broker-view';
import { defaultThresholds } from '../../shared/window/thresholds';
import { Broker } from '../support/broker';
import { until } from '../support/until';

let broker: Broker;

beforeAll(async () => {
  broker = await Broker.start({ management: true });
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

/** With thresholds that are reached soon, as a person may set them. */
const thresholds = { ...defaultThresholds, blackHoleSeconds: 6, growingSeconds: 6, growingBy: 20 };

test('over time, on a real broker: a black hole, a growing backlog with its limit, dead letters that grow, messages that come again; each is gone when its cause is', {
  timeout: 180_000,
}, async () => {
  const url = broker.url({ vhost: await broker.addVhost() });
  const options = rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url });
  const bus = new EventBus({ backend: new RabbitmqBackend(options) });
  await bus.connect();
  const desk = new BrokerDesk(
    () => ({ key: 1, options, bus, topics: () => [], ownConsumers: () => 0 }),
    createMonitor,
    () => thresholds,
  );
  const other = await connect(url);
  const timers: NodeJS.Timeout[] = [];
  onTestFinished(async () => {
    for (const timer of timers) clearInterval(timer);
    desk.stop();
    await bus.close();
    await other.close();
  });
  const channel = await other.createChannel();
  const queue = (name: string, more = {}) => channel.assertQueue(name, { durable: true, ...more });
  const found = async () => {
    const { findings } = await desk.page(brokerQuerySchema.parse({}));
    return new Map(findings.map(({ rule, rowId, sentence }) => [`${rule} ${rowId}`, sentence]));
  };
  const isFound = (name: string) =>
    until(`${name} is found`, async () => (await found()).get(name), { timeoutMs: 60_000, everyMs: 500 });
  const isGone = (name: string) =>
    until(`${name} is gone`, async () => !(await found()).has(name), { timeoutMs: 60_000, everyMs: 500 });

  await queue('hole');
  const silent = await other.createChannel();
  await silent.prefetch(5);
  await silent.consume('hole', () => {});
  for (let n = 0; n < 8; n += 1) channel.sendToQueue('hole', Buffer.from('x'));

  await queue('backlog', { arguments: { 'x-max-length': 100_000 } });
  const slow = await other.createChannel();
  await slow.prefetch(1);
  await slow.consume('backlog', (raw) => raw !== null && setTimeout(() => slow.ack(raw), 50).unref());
  const growing = setInterval(() => {
    for (let n = 0; n < 20; n += 1) channel.sendToQueue('backlog', Buffer.from('x'));
  }, 200);
  timers.push(growing);

  await queue('eventbus.dead.orders');
  const dying = setInterval(() => channel.sendToQueue('eventbus.dead.orders', Buffer.from('x')), 1000);
  timers.push(dying);

  await queue('loop');
  const giving = await other.createChannel();
  await giving.prefetch(1);
  let isGivingBack = true;
  await giving.consume('loop', (raw) => {
    if (raw === null) return;
    setTimeout(() => (isGivingBack ? giving.nack(raw) : giving.ack(raw)), 20).unref();
  });
  channel.sendToQueue('loop', Buffer.from('x'));

  expect(await isFound('black-hole hole')).toContain(
    'hold 5 messages and have answered none for over 6 seconds',
  );
  expect(await isFound('growing-backlog backlog')).toMatch(
    /its limit of 100,000 is reached in \d+ (minutes?|hours?)/,
  );
  await isFound('growing-dead-letters eventbus.dead.orders');
  await isFound('redelivered loop');

  isGivingBack = false;
  clearInterval(dying);
  clearInterval(growing);
  await silent.close();
  await channel.purgeQueue('hole');
  await channel.purgeQueue('backlog');
  await isGone('black-hole hole');
  await isGone('growing-backlog backlog');
  await isGone('growing-dead-letters eventbus.dead.orders');
  await isGone('redelivered loop');
});
