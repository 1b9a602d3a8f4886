import { expect, test } from 'vitest';
import { BusError } from '../../shared/bus/errors';
import type { ContractSubject } from '../backend-contract';
import { randomTopic } from '../support/random-topic';
import { badTopics, oddTopics } from '../support/topics';
import { useBus } from './use-bus';

const badPrefetches: unknown[] = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 65_536, '3', null];

export function argumentsContract(subject: ContractSubject): void {
  test.for(badTopics)('a topic that is refused: $what', async ({ topic, words }) => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const calls: (() => Promise<unknown>)[] = [
      () => bus.publish({ topic, body: Buffer.from('x') }),
      () => bus.broadcast({ topic, body: Buffer.from('x') }),
      () => bus.subscribe({ topic, name: 'a', handler: () => undefined }),
      () => bus.deadLetters(topic),
      () => bus.replay(topic, { ids: 'all' }),
      () => bus.discard(topic, { ids: 'all' }),
      () => bus.inspect(topic),
    ];
    for (const call of calls) {
      const error = await call().catch((raised: unknown) => raised);
      expect(error).toBeInstanceOf(BusError);
      expect(error).toMatchObject({ code: 'invalid-argument', message: expect.stringMatching(words) });
    }
    expect(recorder.of('published')).toEqual([]);
    expect(recorder.of('subscriberAdded')).toEqual([]);
    // Nothing broke by it.
    const good = randomTopic();
    await subscriber({ topic: good });
    await bus.publish({ topic: good, body: Buffer.from('x') });
    await recorder.seen('acked', 1);
  });

  test.for(oddTopics)('a topic that is odd and works: $what', async ({ topic }) => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: { maxRetries: 1, delay: { type: 'fixed', ms: 20 } },
    });
    const one = await subscriber({
      topic,
      handler: () => {
        throw new Error('on purpose');
      },
    });
    await bus.publish({ topic, body: Buffer.from('p') });
    await recorder.seen('deadLettered', 1);
    await bus.broadcast({ topic, body: Buffer.from('b') });
    await recorder.seen('deadLettered', 2);
    expect(one.texts).toEqual(['p', 'p', 'b', 'b']);
    expect(one.deliveries[0]?.message.topic).toBe(topic);
    const { letters } = await bus.deadLetters(topic);
    expect(letters.map(({ message }) => message.topic)).toEqual([topic, topic]);
    expect(await bus.discard(topic, { ids: 'all' })).toBe(2);
  });

  test.for(badPrefetches)('a prefetch of %o is refused', async (prefetch) => {
    const { bus, recorder } = await useBus(subject);
    const topic = randomTopic();
    const refused = bus.subscribe({
      topic,
      name: 'a',
      prefetch: prefetch as number,
      handler: () => undefined,
    });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('1 to 65535'),
    });
    expect(recorder.of('subscriberAdded')).toEqual([]);
    expect(await bus.inspect(topic)).toBeUndefined();
  });

  test.for([1, 65_535])('a prefetch of %i works', async (prefetch) => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    await subscriber({ topic, prefetch });
    await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 1);
    expect(recorder.of('subscriberAdded')).toMatchObject([{ topic, prefetch }]);
  });

  test.for<[string, object]>([
    ['an id of 256 bytes', { id: 'é'.repeat(128) }],
    ['an empty id', { id: '' }],
    ['a content type of 256 bytes', { properties: { contentType: 'x'.repeat(256) } }],
    ['a correlation id of 256 bytes', { properties: { correlationId: 'é'.repeat(128) } }],
    ['a priority of 256', { properties: { priority: 256 } }],
    ['a priority of 1.5', { properties: { priority: 1.5 } }],
    ['a header name of 300 bytes', { headers: { ['x'.repeat(300)]: 1 } }],
    ['a header that is an object with itself in it', { headers: circularHeaders() }],
  ])('%s is refused before it is sent, and the next message goes through', async ([, bad]) => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    const refused = bus.publish({ topic, body: Buffer.from('bad'), ...bad });
    await expect(refused).rejects.toMatchObject({ code: 'invalid-argument' });
    await bus.publish({ topic, body: Buffer.from('good') });
    await recorder.seen('acked', 1);
    expect(one.texts).toEqual(['good']);
  });

  test('headers over 64 KiB are refused before they are sent, and the next message goes through', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    const headers = { big: 'x'.repeat(70_000) };
    const refused = bus.publish({ topic, body: Buffer.from('bad'), headers });
    await expect(refused).rejects.toMatchObject({ code: 'too-large' });
    await bus.publish({ topic, body: Buffer.from('good') });
    await recorder.seen('acked', 1);
    expect(one.texts).toEqual(['good']);
  });

  test('headers just small enough survive a retry and a dead letter, which add the bus’s own', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: { maxRetries: 1, delay: { type: 'immediate' } },
    });
    const topic = randomTopic();
    await subscriber({
      topic,
      handler: () => {
        throw new Error('e'.repeat(5000));
      },
    });
    const headers = { big: 'x'.repeat(48 * 1024) };
    await bus.publish({ topic, body: Buffer.from('x'), headers });
    await recorder.seen('deadLettered', 1);
    const [letter] = (await bus.deadLetters(topic)).letters;
    expect(letter?.message.headers).toEqual(headers);
  });
}

function circularHeaders(): object {
  const headers: Record<string, unknown> = {};
  headers.self = headers;
  return headers;
}
