/// <reference path="../../electron/bus/rabbitmq/amqplib-internals.d.ts" />
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import codec from '#amqplib/codec';
import { connect } from '../../electron/bus/rabbitmq/client';
import { RawHeader, rawHeader } from '../../electron/bus/rabbitmq/field-table';
import { compatible, durable } from '../../electron/bus/rabbitmq/names';
import type { BrokerAccess } from '../support/broker-access';
import { factsOf } from '../support/broker-facts';
import { rabbitmqBus } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';

let broker: BrokerAccess;

beforeAll(async () => {
  broker = await sharedBroker();
});

/** A field's tag and the bytes behind it, written here by hand. */
const field = (tag: string, ...bytes: number[]) => Buffer.from([tag.charCodeAt(0), ...bytes]);
const long = (tag: string, content: Buffer) => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length, 0);
  return Buffer.concat([Buffer.from(tag), size, content]);
};
const eight = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value), 0);
  return [...bytes];
};
const entry = (name: string, value: Buffer) =>
  Buffer.concat([Buffer.from([name.length]), Buffer.from(name), value]);

function nested(depth: number): Buffer {
  let value = field('b', 1);
  for (let i = 0; i < depth; i += 1) value = long('F', entry('a', value));
  return value;
}

const odd: Record<string, Buffer> = {
  'signed beyond 2^53': field('l', ...eight(9_007_199_254_740_993n)),
  'signed least': field('l', ...eight(-(2n ** 63n))),
  'unsigned beyond 2^63': field('L', ...eight(2n ** 64n - 1n)),
  'small in eight bytes': field('l', ...eight(1n)),
  'unsigned byte': field('B', 200),
  'unsigned short': field('u', 0xff, 0xff),
  'unsigned int': field('i', 0xff, 0xff, 0xff, 0xff),
  float: field('f', 0x3d, 0xcc, 0xcc, 0xcd),
  decimal: field('D', 2, 0, 0, 1, 0),
  timestamp: field('T', ...eight(2n ** 40n)),
  bytes: long('x', Buffer.from([0, 255, 1])),
  'no UTF-8': long('S', Buffer.from([0xff, 0xfe])),
  list: long('A', Buffer.concat([field('l', ...eight(2n ** 60n)), field('L', ...eight(1n)), field('V')])),
  table: long('F', entry('deep', field('l', ...eight(2n ** 61n + 1n)))),
  'deep table': nested(4000),
};
const headers = Object.fromEntries(
  Object.entries(odd).map(([name, value]) => [name, new RawHeader(Buffer.from(name), value)]),
);

async function foreignChannel(url: string) {
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  return channel;
}

for (const profile of ['compatible', 'durable'] as const) {
  test(`${profile}: headers of every type go through a retry and a dead letter as the very bytes that came`, async () => {
    // A quorum queue writes its own count among the headers, and all others anew: `L` becomes `l`.
    const isRewritten = profile === 'durable' || (await factsOf(broker)).rewritesHeaders;
    const url = broker.url({ vhost: await broker.addVhost() });
    const topic = randomTopic();
    const { bus, recorder } = rabbitmqBus({
      connection: { url, queues: profile },
      // A delay goes through the broker's own dead lettering, and RabbitMQ 3.10 writes `L` as `l` there.
      retry: { maxRetries: 1, delay: { type: 'immediate' } },
    });
    await bus.connect();
    let fails = true;
    const subscription = await bus.subscribe({
      topic,
      name: 'one',
      handler: () => {
        if (fails) throw new Error('on purpose');
      },
    });
    const channel = await foreignChannel(url);
    const names = profile === 'durable' ? durable : compatible;
    channel.sendToQueue(names.work(topic).name, Buffer.from('x'), { headers });
    await recorder.seen('deadLettered', 1);
    expect(recorder.of('delivered').map(({ attempt }) => attempt)).toEqual([1, 2]);
    // Exact where it is shown, too.
    expect(recorder.of('delivered')[0]?.message.headers).toMatchObject({
      'signed beyond 2^53': '9007199254740993',
      ...(!isRewritten && { 'unsigned beyond 2^63': '18446744073709551615' }),
      'small in eight bytes': 1,
    });

    const rewritten = isRewritten ? ['unsigned beyond 2^63', 'list'] : [];
    const checked = Object.keys(odd).filter((name) => !rewritten.includes(name));
    const bytesOf = (table: object) =>
      Object.fromEntries(checked.map((name) => [name, rawHeader(table, name)?.value.toString('hex')]));
    const sent = Object.fromEntries(checked.map((name) => [name, odd[name]?.toString('hex')]));
    const dead = await channel.get(names.dead(topic).name, { noAck: false });
    if (dead === false) throw new Error('There is no dead letter.');
    expect(bytesOf(dead.properties.headers ?? {})).toEqual(sent);
    channel.nack(dead);

    fails = false;
    expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
    await recorder.seen('acked', 1);
    await subscription.close();
    expect(bus.status.state).toBe('ready');
  });
}

test('a header of a type that nobody knows is told as that, and goes on with all that follows it', () => {
  const table = Buffer.concat([
    entry('known', field('b', 7)),
    entry('strange', field('z', 1, 2, 3)),
    entry('after', field('b', 8)),
  ]);
  const read = codec.decodeFields(table);
  expect(read).toEqual({ known: 7, strange: 'of a type that is not known here ("z")' });
  const raw = Object.fromEntries(Object.keys(read).map((name) => [name, rawHeader(read, name)]));
  const written = Buffer.alloc(100);
  const size = codec.encodeTable(written, raw, 0);
  expect(written.subarray(4, size).equals(table)).toBe(true);
});
