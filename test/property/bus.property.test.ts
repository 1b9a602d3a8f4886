import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { Mosquitto } from '../support/mosquitto';
import { randomTopic } from '../support/random-topic';
import { RedisServer } from '../support/redis-server';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { anyCommands, type Command, crash, publish, subscribe } from './commands';
import { type Broker, Model, System } from './worlds';

/** More for a night: PROPERTY_RUNS=500 npx vitest run test/property. A failure prints its seed for PROPERTY_SEED. */
const runs = Number(process.env.PROPERTY_RUNS ?? 10);
const seed = process.env.PROPERTY_SEED;

async function rabbitmq(): Promise<Broker> {
  const access = await sharedBroker();
  return {
    port: access.port,
    connection: (port = access.port) => ({
      kind: 'rabbitmq',
      keepAlive: 'anchor',
      url: access.url({ port }),
    }),
    keepsByAnchor: true,
  };
}

async function redis(): Promise<Broker> {
  const server = await RedisServer.start({ config: ['appendfsync no'] });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return {
    port: server.port,
    connection: (port = server.port) => ({ kind: 'redis', url: server.url({ port }) }),
    keepsByAnchor: false,
    tellsLater: true,
  };
}

async function mqtt(): Promise<Broker> {
  const broker = await Mosquitto.start();
  onTestFinished(() => broker[Symbol.asyncDispose]());
  return {
    port: broker.port,
    connection: (port = broker.port) => ({
      kind: 'mqtt',
      withoutSubscriber: 'held',
      url: broker.url({ port }),
    }),
    keepsByAnchor: false,
    isUncounted: true,
    tellsLater: true,
  };
}

/** Runs them on both, and holds the broker against the model after each. */
async function runInBoth(commands: Iterable<Command>, broker: Broker, proxy: TcpProxy): Promise<void> {
  const topics = [randomTopic(), randomTopic()];
  const model = new Model(topics);
  await model.start();
  const system = await System.start(broker, proxy, topics);
  try {
    await fc.asyncModelRun(() => ({ model, real: system }), commands);
    for (const life of Object.values(model.snapshot.publishes)) {
      // Handled once or given up once, unless somebody still has it.
      expect(life.acked + life.dead.length + life.running).toBeLessThanOrEqual(1);
    }
    expect(system.world.wrongReach()).toEqual([]);
  } finally {
    await model.world.bus.close();
    await system.close();
  }
  model.world.recorder.checkInvariants();
  system.world.recorder.checkInvariants();
}

test.for([
  ['RabbitMQ', rabbitmq],
  ['Redis', redis],
  ['MQTT', mqtt],
] as const)(
  '%s does what the in-memory bus does, whatever comes in whatever order',
  {
    timeout: 60_000 + runs * 5000,
  },
  async ([, start]) => {
    const broker = await start();
    await using proxy = await TcpProxy.start(broker);
    const property = fc.asyncProperty(anyCommands(25, { holding: !broker.isUncounted }), (commands) =>
      runInBoth(commands, broker, proxy),
    );
    await fc.assert(property, {
      numRuns: runs,
      // Shrinking asks a broker each time: what it finds in a minute is good enough.
      interruptAfterTimeLimit: 60_000 + runs * 4000,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    });
  },
);

test('who holds a message after a crash is the same for both, in whatever order it is told', async () => {
  const broker = await rabbitmq();
  await using proxy = await TcpProxy.start(broker);
  const held = publish(1, [{ type: 'holds-always' }]);
  await runInBoth([subscribe(1), held, crash(2), subscribe(0), crash(1)], broker, proxy);
});
