import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Headers, Properties } from '../../shared/bus/message';
import type { ContractSubject } from '../backend-contract';
import { randomTopic } from '../support/random-topic';
import { fail, useBus } from './use-bus';

const bodies: [string, Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['one NUL', Uint8Array.of(0)],
  ['every byte', Uint8Array.from({ length: 256 }, (_, i) => i)],
  ['no UTF-8', Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80)],
  ['half a character', Uint8Array.of(0xe2, 0x82)],
  ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
  ['JSON with spaces', Buffer.from('{ "b" : 1,\r\n "a":1e400, "a":2 }')],
  ['text in four scripts', Buffer.from('naïve Ελλάδα 日本語 🚌')],
  ['more than one frame', randomBytes(300_000)],
  ['8 MiB', randomBytes(8 * 1024 * 1024)],
];

const headers: Headers = {
  text: 'value',
  'with spaces and ü': 'naïve 🚌',
  empty: '',
  zero: 0,
  negative: -7,
  big: Number.MAX_SAFE_INTEGER,
  fraction: 0.1,
  yes: true,
  no: false,
  nothing: null,
  constructor: 'a plain word here',
};

const allProperties: Properties = {
  contentType: 'application/x-anything',
  contentEncoding: 'identity',
  correlationId: 'c-1',
  replyTo: 'somewhere',
  type: 'order.created',
  appId: 'tests',
  priority: 7,
};

export function bytesContract(subject: ContractSubject): void {
  const { capabilities } = subject;
  const properties = Object.fromEntries(
    Object.entries(allProperties).filter(([name]) => capabilities.properties.some((each) => each === name)),
  );
  /** As they arrive: a broker whose headers are text has no others. */
  const arrived = (sent: Headers): Headers =>
    capabilities.headers === 'typed'
      ? sent
      : Object.fromEntries(
          Object.entries(sent).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : String(value),
          ]),
        );

  test.for(bodies)(
    'a body of %s arrives as it was sent, by both verbs and again on a retry',
    async ([, body]) => {
      const { bus, recorder, subscriber } = await useBus(subject);
      const topic = randomTopic();
      const one = await subscriber({ topic, handler: ({ attempt }) => (attempt === 1 ? fail() : undefined) });
      await bus.publish({ topic, body });
      await bus.broadcast({ topic, body });
      await recorder.seen('acked', 2);
      expect(one.attempts.sort()).toEqual([1, 1, 2, 2]);
      for (const { message } of one.deliveries) expect(Buffer.compare(message.body, body)).toBe(0);
      for (const { message } of recorder.of('delivered')) expect(message.size).toBe(body.length);
    },
  );

  test('headers and properties arrive as they were sent, also on a retry, and none of the bus’s own among them', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: ({ attempt }) => (attempt < 3 ? fail() : undefined) });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x'), headers, properties });
    await recorder.seen('acked', 1);
    expect(one.attempts).toEqual([1, 2, 3]);
    for (const { message } of one.deliveries) {
      expect(message.id).toBe(messageId);
      expect(message.headers).toEqual(arrived(headers));
      expect(message.properties).toEqual(properties);
    }
  });

  test('headers and properties that are changed and used again are sent as they are then', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    const reused = { headers: { n: 0 }, properties: { correlationId: '' } };
    for (const n of [1, 2, 3]) {
      reused.headers.n = n;
      reused.properties.correlationId = `c${n}`;
      await bus.publish({ topic, body: Buffer.from('x'), ...reused });
      await recorder.seen('acked', n);
    }
    expect(one.deliveries.map(({ message }) => message.headers)).toEqual(
      [1, 2, 3].map((n) => arrived({ n })),
    );
    expect(one.deliveries.map(({ message }) => message.properties.correlationId)).toEqual(['c1', 'c2', 'c3']);
  });

  test('a message without headers or properties has none, also on a retry', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: ({ attempt }) => (attempt < 2 ? fail() : undefined) });
    await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 1);
    for (const { message } of one.deliveries) {
      expect(message.headers).toEqual({});
      expect(message.properties).toEqual({});
    }
  });

  test('an id given by the sender is kept', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x'), id: 'order 1/é' });
    expect(messageId).toBe('order 1/é');
    await recorder.seen('acked', 1);
    expect(one.deliveries[0]?.message.id).toBe('order 1/é');
  });

  test('two messages under one id are two messages', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    const id = 'the same';
    await Promise.all(['a', 'b'].map((body) => bus.publish({ topic, body: Buffer.from(body), id })));
    await recorder.seen('acked', 2);
    expect(one.texts).toEqual(['a', 'b']);
  });

  test('a header of the sender’s that is named like one of the bus’s own cannot forge an attempt', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    const forged = { 'eventbus-attempt': 9, 'eventbus-interrupted': 9, 'eventbus-id': 'forged' };
    const refused = await bus
      .publish({ topic, body: Buffer.from('forged'), headers: forged })
      .then(() => false)
      .catch((error) => error.code === 'invalid-argument');
    await bus.publish({ topic, body: Buffer.from('plain') });
    await recorder.seen('acked', refused ? 1 : 2);
    expect(new Set(one.attempts)).toEqual(new Set([1]));
    expect(one.texts.at(-1)).toBe('plain');
  });
}
