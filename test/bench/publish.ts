import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { EventBus } from '../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { randomTopic } from '../support/random-topic';
import { type Comparison, inWindow, rate } from './measure';

/** Unconfirmed at a time, on both sides. */
const window = 256;
const body = Buffer.alloc(1024, 'x');

/** What plain amqplib is given with each message. */
const dressings = {
  /** The very message that the bus sends: its id, the time, and the one header that says whose it is. */
  alike: () => ({
    messageId: randomUUID(),
    timestamp: Math.floor(Date.now() / 1000),
    headers: { 'eventbus-first-at': Date.now() },
  }),
  /** Nothing at all: no id to trace a message by, and nothing to tell it from a foreign one. */
  bare: () => ({}),
};

/** Publish with confirms, 1 KB, against plain amqplib, on both sides persistent and mandatory. */
export async function publishing(
  url: string,
  dressing: keyof typeof dressings,
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
  const channel = await connection.createConfirmChannel();
  const declare = (queue: string) => channel.assertQueue(queue, { durable: false, autoDelete: true });

  return {
    comparison: {
      what: `publish with confirms, 1 KB, ${window} at a time, against ${dressing} messages`,
      count: 10_000,
      ...(dressing === 'alike' ? { budget: 0.9 } : {}),
      ours: {
        name: 'bus',
        run: async (count) => {
          const topic = randomTopic();
          await declare(topic);
          events = 0;
          const startedAt = performance.now();
          await inWindow(count, window, () => bus.publish({ topic, body }));
          const result = rate(count, startedAt);
          if (events < 2 * count) throw new Error('There are events missing.');
          await channel.deleteQueue(topic);
          return result;
        },
      },
      theirs: {
        name: 'amqplib',
        run: async (count) => {
          const queue = randomTopic();
          await declare(queue);
          const startedAt = performance.now();
          await inWindow(count, window, () => send(queue));
          const result = rate(count, startedAt);
          await channel.deleteQueue(queue);
          return result;
        },
      },
    },
    close: async () => {
      await bus.close();
      await connection.close();
    },
  };

  function send(queue: string): Promise<void> {
    return new Promise((resolve, reject) => {
      channel.sendToQueue(
        queue,
        body,
        { persistent: true, mandatory: true, ...dressings[dressing]() },
        (error) => (error ? reject(error) : resolve()),
      );
    });
  }
}
