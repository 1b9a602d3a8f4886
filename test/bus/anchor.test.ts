import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import { Link } from '../../electron/bus/rabbitmq/link';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import type { BrokerAccess } from '../support/broker-access';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

let broker: BrokerAccess;
beforeAll(async () => {
  broker = await sharedBroker();
});

interface InUse {
  readonly bus: EventBus;
  readonly vhost: string;
  readonly proxy: TcpProxy;
  /** Its links by their names, the newest ones. */
  readonly links: ReadonlyMap<string, Link>;
}

async function anchoredBus(): Promise<InUse> {
  const links = new Map<string, Link>();
  const open = Link.open.bind(Link);
  const spy = vi.spyOn(Link, 'open').mockImplementation(async (address, linkOptions) => {
    const link = await open(address, linkOptions);
    links.set(linkOptions.name, link);
    return link;
  });
  onTestFinished(() => spy.mockRestore());
  const vhost = await broker.addVhost();
  const proxy = await TcpProxy.start(broker);
  const url = broker.url({ vhost, port: proxy.port });
  const options = rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', keepAlive: 'anchor', url });
  const bus = new EventBus({ backend: new RabbitmqBackend(options) });
  onTestFinished(async () => {
    await bus.close();
    await proxy[Symbol.asyncDispose]();
  });
  await bus.connect();
  expect(bus.status.keepAlive).toEqual({ on: true });
  return { bus, vhost, proxy, links };
}

/** The topic has had a subscriber, and now has none: without the anchor its queue would be gone. */
async function used(bus: EventBus, topic: string): Promise<void> {
  const subscription = await bus.subscribe({ topic, name: 'first', handler: () => {} });
  await subscription.close();
}

async function received(bus: EventBus, topic: string): Promise<string[]> {
  const ids: string[] = [];
  await bus.subscribe({ topic, name: 'later', handler: ({ message }) => void ids.push(message.id) });
  await until('the held message comes', () => ids.length > 0);
  return ids;
}

const message = (topic: string, id: string) => ({ topic, id, body: Buffer.from('x') });

test('what is held for a topic without subscribers outlives the loss of the other connections', async () => {
  const { bus, links } = await anchoredBus();
  const topic = randomTopic();
  await used(bus, topic);
  expect(await bus.publish(message(topic, 'held'))).toMatchObject({ outcome: 'held' });
  const states: string[] = [];
  bus.onEvent((event) => {
    if (event.type === 'connection') states.push(event.status.state);
  });
  links.get('Busdeck, consuming')?.destroy('on purpose');
  await until('it has reconnected', () => states.join().includes('reconnecting,ready'));
  expect(await received(bus, topic)).toEqual(['held']);
});

test('a kept queue that an operator deletes is declared and kept again with the next publish', async () => {
  const { bus, vhost } = await anchoredBus();
  const [topic, other] = [randomTopic(), randomTopic()];
  for (const each of [topic, other]) await used(bus, each);
  await broker.ctl('delete_queue', '--vhost', vhost, topic);
  await bus.publish(message(topic, 'again'));
  await used(bus, randomTopic());
  await bus.publish(message(other, 'untouched'));
  // Comes and goes without an answer: only the anchor keeps the queue then.
  const holding = await bus.subscribe({ topic, name: 'holding', handler: () => new Promise(() => {}) });
  await until('it holds the message', async () => (await bus.inspect(topic))?.ready === 0);
  await holding.close(0);
  expect(await received(bus, topic)).toEqual(['again']);
  expect(await received(bus, other)).toEqual(['untouched']);
});

test('an anchor that lost its link takes up what is still there', async () => {
  const { bus, vhost, proxy } = await anchoredBus();
  const [gone, kept] = [randomTopic(), randomTopic()];
  await used(bus, gone);
  await bus.subscribe({ topic: kept, name: 'there', handler: () => {} });
  // Its own: the one that was made last.
  proxy.cutNewest();
  await until('the anchor is back at the topic that lives', async () => {
    const queues = await broker.list('list_queues', '--vhost', vhost, 'name', 'consumers');
    expect(queues).toContainEqual({ name: kept, consumers: 2 });
    expect(queues.map(({ name }) => name)).not.toContain(gone);
    return true;
  });
  await used(bus, gone);
  await bus.publish(message(gone, 'held'));
  expect(await received(bus, gone)).toEqual(['held']);
});

test('a bus whose connections are all cut ends what it has of the anchor, and takes it up anew', async () => {
  const { bus, proxy } = await anchoredBus();
  const topic = randomTopic();
  const states: string[] = [];
  bus.onEvent((event) => {
    if (event.type === 'connection') states.push(event.status.state);
  });
  proxy.cut();
  await until('it has reconnected', () => states.join().includes('reconnecting,ready'));
  await used(bus, topic);
  await bus.publish(message(topic, 'held'));
  expect(await received(bus, topic)).toEqual(['held']);
});
