import { randomUUID } from 'node:crypto';
import { createClient, RESP_TYPES } from '@redis/client';
import { connectAsync } from 'mqtt';
import { createBackend } from '../../electron/bus/backends';
import { EventBus } from '../../electron/bus/event-bus';
import { keysOf } from '../../electron/bus/redis/keys';
import { connectOptionsSchema } from '../../shared/brokers';
import { Latch } from '../support/latch';
import { Mosquitto } from '../support/mosquitto';
import { randomTopic } from '../support/random-topic';
import { RedisServer } from '../support/redis-server';
import { type Comparison, inWindow } from './measure';
import { Stopwatch } from './stopwatch';

const body = Buffer.alloc(1024, 'x');

interface Prepared {
  readonly comparison: Comparison;
  readonly close: () => Promise<void>;
}

/** Consume and answer, 1 KB, from a stream that is full; each message is answered by itself and deleted. */
export async function consumingFromRedis(prefetch: number, count: number): Promise<Prepared> {
  const server = await RedisServer.start({ config: ['appendfsync everysec'] });
  const bus = new EventBus({
    backend: createBackend(connectOptionsSchema.parse({ kind: 'redis', url: server.url() })),
  });
  await bus.connect();
  let events = 0;
  bus.onEvent(() => {
    events += 1;
  });
  const client = createClient({
    RESP: 2,
    socket: { host: '127.0.0.1', port: server.port },
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  await client.connect();
  const fill = async (messages: number): Promise<string> => {
    const topic = randomTopic();
    await inWindow(messages, 256, () => bus.publish({ topic, body }));
    return topic;
  };
  return {
    comparison: {
      what: `redis: consume and ack, 1 KB, prefetch ${prefetch}`,
      count,
      budget: 0.9,
      ours: {
        name: 'bus',
        run: async (messages) => {
          const topic = await fill(messages);
          const watch = new Stopwatch(messages);
          events = 0;
          const subscription = await bus.subscribe({
            ...{ topic, name: 'bench', prefetch },
            handler: () => watch.tick(),
          });
          const result = await watch.done;
          await subscription.close();
          if (events < 2 * messages) throw new Error('There are events missing.');
          return result;
        },
      },
      theirs: {
        name: '@redis/client',
        run: async (messages) => {
          const { work } = keysOf(await fill(messages));
          const watch = new Stopwatch(messages);
          await client.sendCommand(['XGROUP', 'CREATE', work, 'plain', '0']);
          for (let left = messages; left > 0; ) {
            const reply = await client.sendCommand([
              ...['XREADGROUP', 'GROUP', 'plain', 'one', 'COUNT', String(prefetch)],
              ...['BLOCK', '1000', 'STREAMS', work, '>'],
            ]);
            const entries = (reply as unknown as [[unknown, [Buffer, Buffer[]][]]])[0][1];
            left -= entries.length;
            const answers = entries.flatMap(([id]) => {
              watch.tick();
              const entry = String(id);
              return [
                client.sendCommand(['XACK', work, 'plain', entry]),
                client.sendCommand(['XDEL', work, entry]),
              ];
            });
            // As many in hand as the prefetch.
            await Promise.all(answers);
          }
          return watch.done;
        },
      },
    },
    close: async () => {
      await bus.close();
      client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The same at MQTT, which holds nothing for nobody: a subscriber keeps its first message until all are there. */
export async function consumingFromMqtt(prefetch: number, count: number): Promise<Prepared> {
  const broker = await Mosquitto.start();
  const bus = new EventBus({
    backend: createBackend(connectOptionsSchema.parse({ kind: 'mqtt', url: broker.url() })),
  });
  await bus.connect();
  let events = 0;
  bus.onEvent(() => {
    events += 1;
  });
  const feeder = await connectAsync(broker.url(), { protocolVersion: 5, reconnectPeriod: 0 });
  /** As the bus sends them. */
  const fill = (topic: string, messages: number) =>
    inWindow(messages, 20, () => {
      const userProperties = { 'eventbus-id': randomUUID(), 'eventbus-first-at': String(Date.now()) };
      return feeder.publishAsync(topic, body, { qos: 1, properties: { userProperties } });
    });
  return {
    comparison: {
      what: `mqtt: consume and ack, 1 KB, prefetch ${prefetch}`,
      count,
      budget: 0.9,
      ours: {
        name: 'bus',
        run: async (messages) => {
          const topic = randomTopic();
          const gate = new Latch();
          let isFilled = false;
          const watch = new Stopwatch(messages);
          events = 0;
          const subscription = await bus.subscribe({
            ...{ topic, name: 'bench', prefetch },
            // As the plain client's: at once, once it may.
            handler: () => (isFilled ? watch.tick() : gate.opened.then(() => watch.tick())),
          });
          await fill(topic, messages);
          isFilled = true;
          gate.open();
          const result = await watch.done;
          await subscription.close();
          if (events < 2 * messages) throw new Error('There are events missing.');
          return result;
        },
      },
      theirs: {
        name: 'mqtt.js',
        run: async (messages) => {
          const topic = randomTopic();
          const gate = new Latch();
          let isFilled = false;
          const watch = new Stopwatch(messages);
          // With a kept session, as who must not lose anything has.
          const client = await connectAsync(broker.url(), {
            ...{ protocolVersion: 5, clean: false, clientId: topic },
            properties: { receiveMaximum: prefetch, sessionExpiryInterval: 3600 },
          });
          client.handleMessage = (_packet, done) => {
            const handle = () => {
              watch.tick();
              done();
            };
            if (isFilled) handle();
            else void gate.opened.then(handle);
          };
          await client.subscribeAsync(`$share/bench/${topic}`, { qos: 1 });
          await fill(topic, messages);
          isFilled = true;
          gate.open();
          const result = await watch.done;
          await client.endAsync(false, { properties: { sessionExpiryInterval: 0 } });
          return result;
        },
      },
    },
    close: async () => {
      await bus.close();
      await feeder.endAsync(true);
      await broker[Symbol.asyncDispose]();
    },
  };
}
