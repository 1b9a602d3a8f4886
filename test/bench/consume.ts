import { connect } from 'amqplib';
import { EventBus } from '../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { randomTopic } from '../support/random-topic';
import { type Comparison, inWindow } from './measure';
import { Stopwatch } from './stopwatch';

const body = Buffer.alloc(1024, 'x');

/** Consume and ack, 1 KB, against plain amqplib, from a queue that is full. */
export async function consuming(
  url: string,
  prefetch: number,
  count: number,
): Promise<{ comparison: Comparison; close: () => Promise<void> }> {
  const bus = new EventBus({
    backend: new RabbitmqBackend(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url })),
  });
  await bus.connect();
  let events = 0;
  bus.onEvent(() => {
    events += 1;
  });
  const connection = await connect(url);

  /** The same messages for both, as the bus sends them. */
  const fill = async (messages: number): Promise<string> => {
    const topic = randomTopic();
    await inWindow(messages, 256, () => bus.publish({ topic, body }));
    return topic;
  };

  return {
    comparison: {
      what: `consume and ack, 1 KB, prefetch ${prefetch}`,
      count,
      budget: 0.9,
      ours: {
        name: 'bus',
        run: async (messages) => {
          const topic = await fill(messages);
          const watch = new Stopwatch(messages);
          events = 0;
          const subscription = await bus.subscribe({
            topic,
            name: 'bench',
            prefetch,
            handler: () => watch.tick(),
          });
          const result = await watch.done;
          await subscription.close();
          if (events < 2 * messages) throw new Error('There are events missing.');
          return result;
        },
      },
      theirs: {
        name: 'amqplib',
        run: async (messages) => {
          const queue = await fill(messages);
          const watch = new Stopwatch(messages);
          const channel = await connection.createChannel();
          await channel.prefetch(prefetch);
          await channel.consume(queue, (message) => {
            if (message === null) return;
            watch.tick();
            channel.ack(message);
          });
          const result = await watch.done;
          await channel.close();
          return result;
        },
      },
    },
    close: async () => {
      await bus.close();
      await connection.close();
    },
  };
}
