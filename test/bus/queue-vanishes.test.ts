import { connect } from 'amqplib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import { Link } from '../../electron/bus/rabbitmq/link';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

test('a queue that goes with its last consumer between our declaration and our consume is declared again', async () => {
  const broker = await sharedBroker();
  const url = broker.url({ vhost: await broker.addVhost() });
  const topic = randomTopic();
  await using bus = new EventBus({
    backend: new RabbitmqBackend(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url })),
  });
  await bus.connect();
  const other = await connect(url);
  onTestFinished(() => other.close());
  const remover = await other.createChannel();

  const { channel } = Link.prototype;
  let removals = 0;
  const spy = vi.spyOn(Link.prototype, 'channel').mockImplementation(async function withRemoval(this: Link) {
    const opened = await channel.call(this);
    const consume = opened.consume.bind(opened);
    opened.consume = async (queue, ...rest) => {
      if (queue === topic && removals < 2) {
        removals += 1;
        await remover.deleteQueue(topic);
      }
      return consume(queue, ...rest);
    };
    return opened;
  });
  onTestFinished(() => spy.mockRestore());

  const seen: string[] = [];
  await bus.subscribe({ topic, name: 'one', handler: ({ message }) => void seen.push(message.id) });
  expect(removals).toBe(2);
  await bus.publish({ topic, id: 'it', body: Buffer.from('x') });
  await until('it is delivered', () => seen.includes('it'));
});
