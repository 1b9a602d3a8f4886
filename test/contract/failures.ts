import { expect, test } from 'vitest';
import type { Handler } from '../../electron/bus/delivery';
import type { ContractSubject } from '../backend-contract';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { until } from '../support/until';
import { fail, useBus } from './use-bus';

function circular(): unknown {
  const value: Record<string, unknown> = { name: 'round' };
  value.self = value;
  return value;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const thrown: [string, () => unknown][] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['an empty string', () => ''],
  ['a string', () => 'plain words'],
  ['a number', () => 42],
  ['a bigint', () => 7n],
  ['a symbol', () => Symbol('mark')],
  ['a function', () => () => 1],
  ['a circular object', circular],
  ['a frozen object', () => Object.freeze({ code: 1 })],
  ['a frozen error', () => Object.freeze(new Error('cold'))],
  ['an error without a message', () => new Error()],
  ['an error whose message is no string', () => Object.assign(new Error('x'), { message: 42 })],
  [
    'an error whose message throws',
    () =>
      Object.defineProperty(new Error('x'), 'message', {
        get: () => fail('from the getter'),
      }),
  ],
  [
    'an object whose toJSON throws',
    () => ({
      toJSON: () => fail(),
      toString: () => fail(),
    }),
  ],
  ['an object without a prototype', () => Object.create(null)],
  ['a revoked proxy', revoked],
];

export function failuresContract(subject: ContractSubject): void {
  test.for(thrown)('%s thrown or rejected with is a failure like any other', async ([, make]) => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: { maxRetries: 1, delay: { type: 'immediate' } },
    });
    const topic = randomTopic();
    let good = false;
    const one = await subscriber({
      topic,
      handler: ({ attempt }) => {
        if (good) return;
        if (attempt === 1) throw make();
        return Promise.reject(make());
      },
    });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    const [dead] = await recorder.seen('deadLettered', 1);
    expect(one.attempts).toEqual([1, 2]);
    expect(dead).toMatchObject({ messageId, reason: 'max-retries', attempts: 2 });
    const [letter] = (await bus.deadLetters(topic)).letters;
    for (const error of [dead?.error?.message, letter?.error]) {
      expect(error).toEqual(expect.any(String));
      expect(error).not.toBe('');
    }
    good = true;
    await bus.publish({ topic, body: Buffer.from('y') });
    await recorder.seen('acked', 1);
  });

  test.for([
    ['ASCII', 'x'],
    ['two-byte', 'é'],
    ['surrogate pairs', `x${'🚌'.repeat(3)}`],
  ])(
    'a very long error of %s is cut to 2 KiB of whole characters in the dead letter',
    async ([, text = '']) => {
      const { bus, recorder, subscriber } = await useBus(subject, {
        retry: { maxRetries: 0, delay: { type: 'immediate' } },
      });
      const topic = randomTopic();
      await subscriber({ topic, handler: () => fail(text.repeat(50_000)) });
      await bus.publish({ topic, body: Buffer.from('x') });
      await recorder.seen('deadLettered', 1);
      const [letter] = (await bus.deadLetters(topic)).letters;
      const bytes = Buffer.from(letter?.error ?? '');
      expect(bytes.length).toBeGreaterThan(1900);
      expect(bytes.length).toBeLessThanOrEqual(2048);
      expect(text.repeat(2048).startsWith(bytes.toString())).toBe(true);
    },
  );

  test('what a handler returns is waited for, be it a promise of another kind', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const handler = ({ attempt }: { attempt: number }) => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable that is no Promise is what this is about.
      then(resolve: () => void, reject: (error: Error) => void) {
        setImmediate(() => (attempt === 1 ? reject(new Error('later')) : resolve()));
      },
    });
    const one = await subscriber({ topic, handler: handler as unknown as Handler });
    await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 1);
    expect(one.attempts).toEqual([1, 2]);
  });

  test('a handler that never ends counts as failed after its time, and its late result as nothing', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      handlerTimeoutMs: 60,
      retry: { maxRetries: 2, delay: { type: 'immediate' } },
    });
    const topic = randomTopic();
    const latch = new Latch();
    const aborted: number[] = [];
    const one = await subscriber({
      topic,
      handler: ({ attempt, signal }) => {
        signal.addEventListener('abort', () => aborted.push(attempt));
        return attempt === 3 ? undefined : latch.opened;
      },
    });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 1);
    latch.open();
    await bus.publish({ topic, body: Buffer.from('y') }).catch(() => undefined);
    expect(one.attempts.slice(0, 3)).toEqual([1, 2, 3]);
    expect(aborted).toEqual([1, 2]);
    expect(recorder.of('failed')).toMatchObject([
      { messageId, error: { code: 'timeout' } },
      { messageId, error: { code: 'timeout' } },
    ]);
    for (const { handlerMs } of recorder.of('failed')) expect(handlerMs).toBeGreaterThanOrEqual(59);
  });

  test('a handler that answers in time is not timed out', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, { handlerTimeoutMs: 5000 });
    const topic = randomTopic();
    await subscriber({ topic, handler: () => new Promise(setImmediate) });
    for (let i = 1; i <= 5; i += 1) {
      await bus.publish({ topic, body: Buffer.from('x') });
      await recorder.seen('acked', i);
    }
    expect(recorder.of('failed')).toEqual([]);
  });

  test('a failing handler keeps no other subscriber from its messages', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    await subscriber({ topic, handler: () => fail() });
    const good = await subscriber({ topic });
    await bus.broadcast({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    await until('the good one has it', () => good.deliveries.length === 1);
    expect(recorder.of('acked')).toHaveLength(1);
  });
}
