import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { connectAsync } from 'mqtt';
import { createBackend } from '../../electron/bus/backends';
import { EventBus } from '../../electron/bus/event-bus';
import { type ConnectInput, connectOptionsSchema } from '../../shared/brokers';
import { Mosquitto } from '../support/mosquitto';
import { randomTopic } from '../support/random-topic';
import { RedisServer } from '../support/redis-server';
import { type Comparison, inWindow, rate } from './measure';

const body = Buffer.alloc(1024, 'x');

interface Prepared {
  readonly comparison: Comparison;
  readonly close: () => Promise<void>;
}

/** A program without the bus, on the same server. */
interface Plain {
  readonly name: string;
  /** The very message that the bus sends. */
  readonly send: (topic: string) => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

/** Publish and wait for the answer, 1 KB, against the plain client of a Redis that writes to its disk once a second. */
export async function publishingToRedis(): Promise<Prepared> {
  const server = await RedisServer.start({ config: ['appendfsync everysec'] });
  const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port: server.port } });
  await client.connect();
  const plain: Plain = {
    name: '@redis/client',
    send: (topic) =>
      client.sendCommand([
        ...['XADD', topic, '*', 'id', randomUUID()],
        ...['body', body as unknown as string, 'first-at', String(Date.now())],
      ]),
    end: async () => client.destroy(),
  };
  return compared({ kind: 'redis', url: server.url() }, 256, plain, server);
}

/** The same against mqtt.js, as many at a time as the broker takes. A subscriber that answers at once takes them. */
export async function publishingToMqtt(): Promise<Prepared> {
  const broker = await Mosquitto.start();
  const taker = await connectAsync(broker.url(), { protocolVersion: 5 });
  await taker.subscribeAsync('#', { qos: 0 });
  const client = await connectAsync(broker.url(), { protocolVersion: 5, reconnectPeriod: 0 });
  const plain: Plain = {
    name: 'mqtt.js',
    send: (topic) => {
      const userProperties = { 'eventbus-id': randomUUID(), 'eventbus-first-at': String(Date.now()) };
      return client.publishAsync(topic, body, { qos: 1, properties: { userProperties } });
    },
    end: async () => {
      await client.endAsync(true);
      await taker.endAsync(true);
    },
  };
  return compared({ kind: 'mqtt', url: broker.url() }, 20, plain, broker);
}

async function compared(
  connection: ConnectInput,
  window: number,
  plain: Plain,
  server: AsyncDisposable,
): Promise<Prepared> {
  const bus = new EventBus({ backend: createBackend(connectOptionsSchema.parse(connection)) });
  await bus.connect();
  let events = 0;
  bus.onEvent(() => {
    events += 1;
  });
  return {
    comparison: {
      what: `${connection.kind}: publish and wait for the answer, 1 KB, ${window} at a time`,
      count: 10_000,
      budget: 0.9,
      ours: {
        name: 'bus',
        run: async (count) => {
          const topic = randomTopic();
          events = 0;
          const startedAt = performance.now();
          await inWindow(count, window, () => bus.publish({ topic, body }));
          const result = rate(count, startedAt);
          if (events < 2 * count) throw new Error('There are events missing.');
          return result;
        },
      },
      theirs: {
        name: plain.name,
        run: async (count) => {
          const topic = randomTopic();
          const startedAt = performance.now();
          await inWindow(count, window, () => plain.send(topic));
          return rate(count, startedAt);
        },
      },
    },
    close: async () => {
      await bus.close();
      await plain.end();
      await server[Symbol.asyncDispose]();
    },
  };
}
