import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { Cli, cli } from '../support/cli';
import { Mosquitto } from '../support/mosquitto';
import { Peer } from '../support/peer';
import { randomTopic } from '../support/random-topic';
import { RedisServer } from '../support/redis-server';
import { sharedBroker } from '../support/shared-broker';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

/** Between two processes, so on every bus but the one in memory. */
const buses: Record<string, () => Promise<string>> = {
  rabbitmq: async () => {
    const broker = await sharedBroker();
    return broker.url({ vhost: await broker.addVhost() });
  },
  redis: async () => {
    const server = await RedisServer.start();
    onTestFinished(() => server[Symbol.asyncDispose]());
    return server.url();
  },
  mqtt: async () => {
    const server = await Mosquitto.start();
    onTestFinished(() => server[Symbol.asyncDispose]());
    return server.url();
  },
};

for (const [name, start] of Object.entries(buses)) {
  test(`${name}: what one process publishes another gets, in turn; --json is an event a line`, async () => {
    const env = { BUSDECK_URL: await start() };
    const topic = randomTopic();
    const listener = new Cli(['listen', topic, '--subscribers', '2', '--count', '4', '--json'], { env });
    await until(
      'both are there',
      () => listener.events.filter(({ type }) => type === 'subscriberAdded').length === 2,
    );
    const sent = await cli(['publish', topic, '{"order": {{seq}}}', '--count', '4', '--header', 'tenant=a'], {
      env,
    });
    expect(sent.code).toBe(0);
    expect(sent.stdout).toContain('4 of 4 taken by a subscriber’s queue');
    expect(await listener.ended()).toBe(0);
    const delivered = listener.events.filter((event) => event.type === 'delivered');
    expect(delivered.map(({ message }) => message.preview.text).sort()).toEqual(
      [1, 2, 3, 4].map((n) => `{"order": ${n}}`),
    );
    expect(delivered[0]?.message.headers).toEqual({ tenant: 'a' });
    expect(new Set(delivered.map(({ subscriber }) => subscriber.name)).size).toBe(2);
  });
}

describe('rabbitmq', () => {
  let broker: BrokerAccess;
  let env: { BUSDECK_URL: string };

  beforeAll(async () => {
    broker = await (await sharedBroker()).inNewVhost();
    env = { BUSDECK_URL: broker.url() };
  });

  test('a broadcast without a subscriber is unroutable: exit code 4', async () => {
    const { code, stderr } = await cli(['broadcast', randomTopic(), 'x'], { env });
    expect(code).toBe(4);
    expect(stderr).toContain('Nobody took it');
  });

  test('nothing came in time: exit code 3', async () => {
    const { code, stderr } = await cli(['listen', randomTopic(), '--count', '1', '--timeout', '0.3'], {
      env,
    });
    expect(code).toBe(3);
    expect(stderr).toContain('Not 1 deliveries');
  });

  test('no more is taken than was asked for, and with the count it ends at once', async () => {
    const topic = randomTopic();
    await cli(['publish', topic, '{{seq}}', '--count', '200'], { env });
    const begun = performance.now();
    const { code, events } = await cli(
      ['listen', topic, '--count', '3', '--prefetch', '50', '--timeout', '30', '--json'],
      { env },
    );
    expect(code).toBe(0);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(events().filter(({ type }) => type === 'acked').length).toBe(3);
  });

  test('Ctrl+C closes in order: exit code 130, and what was in hand is there for others', async () => {
    const topic = randomTopic();
    const listener = new Cli(['listen', topic, '--latency', '60000'], { env });
    await cli(['publish', topic, 'x'], { env });
    await listener.says('delivered');
    const other = new Cli(['listen', topic, '--count', '1', '--json'], { env });
    // The queue goes with its last consumer.
    await until('both consume', async () => {
      const queues = await broker.list('list_queues', 'name', 'consumers');
      return queues.find(({ name }) => name === topic)?.consumers === 2;
    });
    listener.interrupt();
    expect(await listener.ended()).toBe(130);
    expect(await other.ended()).toBe(0);
    expect(other.events.find(({ type }) => type === 'delivered')).toMatchObject({ interrupted: 1 });
  });

  test('what fails for good is listed, replayed, and discarded by its id', async () => {
    const topic = randomTopic();
    const listener = new Cli(['listen', topic, '--fail', 'always', '--max-retries', '1', '--count', '4'], {
      env,
    });
    await until('it is there', async () =>
      (await cli(['publish', topic, 'a'], { env })).stdout.includes('taken'),
    );
    await listener.says('dead');
    const [letter] = (await cli(['dead', topic, 'list', '--json'], { env })).stdout.trim().split('\n');
    const { id, reason } = JSON.parse(letter ?? '{}') as { id: string; reason: string };
    expect(reason).toBe('max-retries');
    expect((await cli(['dead', topic, 'replay', '--id', id], { env })).stdout).toBe('1 replayed\n');
    expect(await listener.ended()).toBe(0);
    const missing = await cli(['dead', topic, 'discard', '--id', 'nobody'], { env });
    expect(missing.code).toBe(1);
    expect((await cli(['dead', topic, 'discard'], { env })).stdout).toMatch(/^\d discarded\n$/);
  });

  test('bytes of a file, standard input as a whole and by lines', async () => {
    const folder = await makeFolder('cli');
    onTestFinished(() => removeFolder(folder));
    const topic = randomTopic();
    const listener = new Cli(['listen', topic, '--count', '4', '--json'], { env });
    await until('it is there', () => listener.events.some(({ type }) => type === 'subscriberAdded'));
    await cli(['publish', topic, '-'], { env, input: Buffer.from([0, 255, 1]) });
    await cli(['publish', topic], { env, input: 'whole\ntext' });
    await cli(['publish', topic, '-', '--lines'], { env, input: 'one\n\ntwo\n' });
    expect(await listener.ended()).toBe(0);
    const texts = listener.events.flatMap((event) =>
      event.type === 'delivered' ? [event.message.preview.text] : [],
    );
    expect(texts).toEqual(['00 ff 01', 'whole\ntext', 'one', 'two']);
  });

  test('a Python service gets what is published here, and the other way round', async () => {
    const topic = randomTopic();
    const peer = await Peer.start('pika', env.BUSDECK_URL);
    onTestFinished(() => peer[Symbol.asyncDispose]());
    await peer.subscribe(topic);
    expect((await cli(['publish', topic, '{"a":1}'], { env })).code).toBe(0);
    await until('it has it', () => peer.messages.length === 1);
    const other = randomTopic();
    const listener = new Cli(['listen', other, '--count', '1'], { env });
    await until('it is there', async () => {
      await peer.publish({ topic: other, body: 'from python' });
      return listener.stdout.includes('from python');
    });
    expect(await listener.ended()).toBe(0);
  });

  test('a tap records what others broadcast, and the recording is published again to another topic', async () => {
    const folder = await makeFolder('cli');
    onTestFinished(() => removeFolder(folder));
    const file = join(folder, 'orders.ndjson');
    const [topic, target] = [randomTopic(), randomTopic()];
    const listener = new Cli(['listen', topic], { env });
    const recording = new Cli(['record', topic, '-o', file, '--count', '2'], {
      env: { ...env, XDG_STATE_HOME: folder },
    });
    await until('the tap is open', () => recording.stderr.includes('Only broadcasts'));
    await until('it is there', async () => (await cli(['broadcast', topic, 'one'], { env })).code === 0);
    await cli(['broadcast', topic, 'two'], { env });
    expect(await recording.ended()).toBe(0);
    listener.interrupt();
    expect((await readFile(file, 'utf8')).split('\n').length).toBeGreaterThan(2);
    const again = new Cli(['listen', target, '--count', '2'], { env });
    await until('it is there', async () => (await cli(['broadcast', target, 'x'], { env })).code === 0);
    const { code, stdout } = await cli(['replay', file, '--speed', '0', '--topic', `${topic}=${target}`], {
      env,
    });
    expect(stdout).toContain('2 of 2 messages sent');
    expect(code).toBe(0);
    expect(await again.ended()).toBe(0);
  });

  test('a closed pipe ends it quietly', async () => {
    const topic = randomTopic();
    const { spawn } = await import('node:child_process');
    const child = spawn(
      '/bin/sh',
      ['-c', `"${process.execPath}" dist/cli/busdeck.js publish ${topic} x --count 500 --json | head -1`],
      {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(err).toBe('');
  });
});
