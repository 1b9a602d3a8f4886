import { connect } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

let broker: BrokerAccess;

beforeAll(async () => {
  broker = await (await sharedBroker()).inNewVhost();
});

async function connected(port?: number) {
  const use = rabbitmqBus({ connection: { url: broker.url(port === undefined ? {} : { port }) } });
  await use.bus.connect();
  return use;
}

test('a tap whose link is lost comes back and sees what is sent from then on', async () => {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const { bus, recorder } = await connected(proxy.port);
  const topic = randomTopic();
  await subscribe(bus, topic, () => {});
  const states: string[] = [];
  let now = () => 'watching';
  const tap = await bus.tap(topic, { onChange: () => states.push(now()) });
  now = () => tap.info.state;
  proxy.cut();
  await until('it is away', () => states.includes('recovering'));
  await until('it is back', () => tap.info.state === 'watching' && bus.status.state === 'ready');
  const { messageId } = await bus.broadcast({ topic, body: Buffer.from('x') });
  await until('it is seen', () => recorder.of('tapped').some((event) => event.messageId === messageId));
});

test('a tap whose queue is deleted has another', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  const states: string[] = [];
  let now = () => 'watching';
  const tap = await bus.tap(topic, { onChange: () => states.push(now()) });
  now = () => tap.info.state;
  // It is exclusive: only its own connection may delete it, or the operator.
  await broker.ctl(
    'eval',
    `[rabbit_amqqueue:delete(Q, false, false, <<"test">>) || Q <- rabbit_amqqueue:list(<<"${broker.vhost}">>), binary:match(element(4, element(2, Q)), <<"eventbus.tap.">>) =/= nomatch].`,
  );
  await until('it was gone', () => states.includes('recovering'));
  await until('it is back', () => tap.info.state === 'watching');
  await bus.broadcast({ topic, body: Buffer.from('x') });
  await until('it is seen', () => recorder.of('tapped').length === 1);
});

test('what the tap’s own limits drop is counted', { timeout: 60_000 }, async () => {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const { bus, recorder } = await connected(proxy.port);
  const topic = randomTopic();
  const tap = await bus.tap(topic);
  const other = await connect(broker.url());
  onTestFinished(() => other.close());
  const channel = await other.createConfirmChannel();
  // The broker can send nothing on, as to a process that stands still.
  proxy.freeze();
  const sent = 30_000;
  for (let n = 0; n < sent; n += 1) channel.publish(`broadcast_${topic}`, '', Buffer.alloc(64));
  await channel.waitForConfirms();
  proxy.thaw();
  const seen = () => recorder.of('tapped').length;
  await until('each is seen or counted', () => seen() + tap.info.missed >= sent, { timeoutMs: 40_000 });
  expect(seen() + tap.info.missed).toBe(sent);
  expect(tap.info.missed).toBeGreaterThan(1000);
  expect(recorder.of('tapMissed').reduce((sum, { count }) => sum + count, 0)).toBe(tap.info.missed);
});
