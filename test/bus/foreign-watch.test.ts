import { expect, onTestFinished, test } from 'vitest';
import { ForeignWatch } from '../../electron/session/foreign-watch';
import { Peer } from '../support/peer';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

test('a consumer of another program that answers nothing is shown as what it is, with its share', async () => {
  const broker = await sharedBroker();
  const url = broker.url({ vhost: await broker.addVhost() });
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const watch = new ForeignWatch(bus, () => undefined);
  onTestFinished(() => watch.close());
  bus.onEvent((event) => watch.add(event));

  const topic = randomTopic();
  await subscribe(bus, topic);
  await using hole = await Peer.start('pika', url);
  await hole.subscribe(topic, { behaviour: 'hold', prefetch: 0 });
  // It takes its turns, and as many as it likes: that library's prefetch is not in force.
  for (let n = 0; n < 10; n += 1) await bus.publish({ topic, body: Buffer.from(String(n)) });
  // Whose turn it is depends on whether our ack is there before the next message: the shares may be 5 and 5, or 4 and 6.
  const [foreign] = await until('all are accounted for', () => {
    const found = watch.list();
    return found[0] !== undefined && found[0].taken + recorder.of('acked').length === 10 && found;
  });
  const acked = recorder.of('acked').length;
  expect(foreign).toEqual({ topic, consumers: 1, taken: 10 - acked, ready: 0 });
  expect(acked).toBeGreaterThan(0);
  expect(acked).toBeLessThan(10);
});
