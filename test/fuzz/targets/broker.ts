import fc from 'fast-check';
import { EventBus } from '../../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../../electron/bus/rabbitmq/backend';
import { rabbitmqOptionsSchema } from '../../../shared/brokers/rabbitmq';
import { FakeBroker, type Tune } from '../../support/fake-broker';
import { answerTo, type Consumer, consumerOf, delivery, frame } from '../talk';
import { target } from '../target';

/** What the broker sends: each of it whole, or with some bytes changed. */
interface Said {
  readonly tune: Partial<Tune>;
  readonly when: 'with OpenOk' | 'to the consumer';
  readonly frames: readonly Sent[];
}

interface Sent {
  readonly kind: 'delivery' | 'method' | 'frame' | 'noise';
  readonly type: number;
  readonly channel: number;
  readonly ids: readonly [number, number];
  readonly properties: Uint8Array;
  readonly body: Uint8Array;
  readonly redelivered: boolean;
  /** Bytes of the whole that are other ones: where, and which. */
  readonly changes: readonly (readonly [number, number])[];
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

/** A field's type and the bytes of its value. Most of them amqplib knows; one that it does not ends the link. */
const known = ['t1', 'b1', 's2', 'I4', 'l8', 'f4', 'd8', 'D5', 'T8', 'V0'];
const types = [...known, ...known, ...known, 'B1', 'u2', 'i4', 'L8', 'Z3'];

/** Headers: a table of fields of all types there are, some of them none. */
const field: fc.Memo<Buffer> = fc.memo((depth) => {
  const name = fc.constantFrom(
    'eventbus-attempt',
    'eventbus-message-id',
    'eventbus-topic',
    'x-death',
    '!',
    '__proto__',
    '',
  );
  const fixed = fc.constantFrom<[string, number]>(
    ...types.map((each): [string, number] => [each.charAt(0), Number(each.slice(1))]),
  );
  const plain = fixed.chain(([type, length]) =>
    fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((value) => Buffer.concat([Buffer.from(type), value])),
  );
  const long = fc
    .tuple(fc.constantFrom('S', 'x'), bytes(40))
    .map(([type, value]) => Buffer.concat([Buffer.from(type), sized(value)]));
  const value =
    depth <= 1
      ? fc.oneof(plain, long)
      : fc.oneof(
          plain,
          plain,
          long,
          inner('F', fc.array(field(depth - 1), { maxLength: 3 })),
          inner('A', fc.array(plain, { maxLength: 3 })),
        );
  return fc
    .tuple(name, value)
    .map(([key, one]) => Buffer.concat([Buffer.from([Buffer.byteLength(key)]), Buffer.from(key), one]));
});

function inner(type: string, some: fc.Arbitrary<Buffer[]>): fc.Arbitrary<Buffer> {
  return some.map((each) => Buffer.concat([Buffer.from(type), sized(Buffer.concat(each))]));
}

function sized(value: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  return Buffer.concat([size, value]);
}

const withHeaders = (table: Buffer) => Buffer.concat([Buffer.from([0x20, 0]), table]);

/** Tables in tables in tables. */
const deepTable = fc.integer({ min: 1, max: 3000 }).map((depth) => {
  const levels = Array.from({ length: depth }, (_, level) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE((depth - level - 1) * 7);
    return level === depth - 1 ? size : Buffer.concat([size, Buffer.from([1, 0x61, 0x46])]);
  });
  return Buffer.concat(levels);
});

/** Only headers, or any flags with any bytes behind them. */
const properties = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(field(3), { maxLength: 4 }).map((some) => withHeaders(sized(Buffer.concat(some)))),
  },
  { weight: 1, arbitrary: bytes(60).map((some) => Buffer.from(some)) },
  { weight: 1, arbitrary: deepTable.map(withHeaders) },
);

const sent: fc.Arbitrary<Sent> = fc.record({
  kind: fc.constantFrom(
    'delivery',
    'delivery',
    'delivery',
    'delivery',
    'delivery',
    'method',
    'frame',
    'noise',
  ),
  type: fc.constantFrom(1, 2, 3, 8, 0, 4, 255),
  channel: fc.constantFrom(0, 1, 2, 3, 77, 65_535),
  ids: fc.tuple(
    fc.constantFrom(10, 20, 40, 50, 60, 85, 90, 0, 65_535),
    fc.constantFrom(10, 11, 20, 21, 30, 31, 40, 41, 50, 51, 60, 61, 70, 71, 72, 80, 90, 100, 110, 111, 120),
  ),
  properties: properties.map((value): Uint8Array => new Uint8Array(value)),
  body: bytes(300),
  redelivered: fc.boolean(),
  changes: fc.oneof(
    fc.constant([]),
    fc.constant([]),
    fc.constant([]),
    fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 3 }),
  ),
});

const said: fc.Arbitrary<Said> = fc.record({
  tune: fc.oneof(
    fc.constant({}),
    fc.constant({}),
    fc.record({
      channelMax: fc.constantFrom(0, 1, 5, 65_535),
      frameMax: fc.constantFrom(0, 1, 4096, 131_072, 0xffffffff),
      heartbeat: fc.constantFrom(0, 1, 65_535),
    }),
  ),
  when: fc.constantFrom('with OpenOk', 'to the consumer', 'to the consumer', 'to the consumer'),
  frames: fc.array(sent, { minLength: 1, maxLength: 4 }),
});

function bytesFor(
  consumer: Consumer,
  { kind, type, channel, ids, properties: some, body, redelivered, changes }: Sent,
): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(ids[0], 0);
  head.writeUInt16BE(ids[1], 2);
  const all = {
    delivery: () => delivery(consumer, Buffer.from(some), Buffer.from(body), redelivered),
    method: () => frame(1, channel === 77 ? consumer.channel : channel, Buffer.concat([head, body])),
    frame: () => frame(type, channel, Buffer.from(body)),
    noise: () => Buffer.from(body),
  }[kind]();
  for (const [at, byte] of changes) if (at < all.length) all[at] = byte;
  return all;
}

/** Nobody has to wait longer for the end, ms. */
const mostMs = 5000;

async function meet({ tune, when, frames }: Said): Promise<void> {
  const everything = (consumer: Consumer) => Buffer.concat(frames.map((each) => bytesFor(consumer, each)));
  let consumers = 0;
  let speak = () => {};
  const spoken = new Promise<void>((resolve) => {
    speak = resolve;
  });
  await using broker = await FakeBroker.start({
    tune,
    ...(when === 'with OpenOk' ? { afterOpenOk: everything({ channel: 1, tag: 'tag-1' }) } : {}),
    onFrame: (asked, socket) => {
      // It ends as soon as something is wanted of it: an answer may well be taken for the rest of what was said before.
      if (when === 'with OpenOk') {
        socket.end();
        return;
      }
      const answer = answerTo(asked);
      if (answer !== undefined) socket.write(answer);
      const consumer = consumerOf(asked);
      if (consumer === undefined) return;
      consumers += 1;
      // Both consumers of the subscriber stand; then the link ends, so that the end of it all can be waited for.
      if (when === 'to the consumer' && consumers === 2) socket.end(everything(consumer), speak);
    },
  });
  const options = rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url: broker.url });
  const bus = new EventBus({ backend: new RabbitmqBackend(options) });
  bus.onEvent((event) => {
    structuredClone(event);
  });
  const connected = await bus.connect().then(
    () => true,
    () => false,
  );
  if (connected) {
    const subscribed = bus
      .subscribe({ topic: 'orders', name: 'one', handler: () => undefined })
      .catch(() => {});
    const down = new Promise<void>((resolve) => {
      bus.onEvent((event) => {
        if (event.type === 'connection' && event.status.state !== 'ready') resolve();
      });
      if (bus.status.state !== 'ready') resolve();
    });
    await Promise.race([Promise.all([subscribed, spoken, down]), down]);
  }
  const start = performance.now();
  await bus.close();
  const took = performance.now() - start;
  if (took > mostMs) throw new Error(`Closing the bus took ${Math.round(took)} ms.`);
}

export const brokerTargets = [
  target({ name: 'broker', inputs: said, run: meet, budget: { deadlineMs: 20_000 } }),
];
