import { expect, test } from 'vitest';
import { BusError } from '../../shared/bus/errors';
import { propertyNames } from '../../shared/bus/message';
import type { ContractSubject } from '../backend-contract';
import { randomTopic } from '../support/random-topic';
import { badTopics, oddTopics } from '../support/topics';
import { useBus } from './use-bus';

export function argumentsContract(subject: ContractSubject): void {
  const { limits, headers: headerKind, properties: carried } = subject.capabilities;
  const badPrefetches = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, limits.prefetch + 1, '3', null];

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
      message: expect.stringContaining(`1 to ${limits.prefetch},`),
    });
    expect(recorder.of('subscriberAdded')).toEqual([]);
    expect(await bus.inspect(topic)).toBeUndefined();
  });

  test.for([1, limits.prefetch])('a prefetch of %i works', async (prefetch) => {
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

  test('a payload over the broker’s limit is refused before it is sent', async () => {
    const { bus, recorder } = await useBus(subject);
    const topic = randomTopic();
    const refused = bus.publish({ topic, body: Buffer.alloc(limits.payloadBytes + 1) });
    await expect(refused).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining(`${limits.payloadBytes} bytes`),
    });
    expect(recorder.of('published')).toEqual([]);
  });

  const lost = propertyNames.filter((name) => !carried.includes(name));
  if (lost.length > 0) {
    test.for(lost)(
      'the property %s, which this broker does not carry, is refused and named',
      async (name) => {
        const { bus, recorder } = await useBus(subject);
        const properties = { [name]: name === 'priority' ? 1 : 'x' };
        const refused = bus.publish({ topic: randomTopic(), body: Buffer.from('x'), properties });
        await expect(refused).rejects.toMatchObject({
          code: 'invalid-argument',
          message: expect.stringContaining(`“${name}”`),
        });
        expect(recorder.of('published')).toEqual([]);
      },
    );
  }

  if (headerKind === 'none') {
    test('headers, which this broker does not carry, are refused', async () => {
      const { bus, recorder } = await useBus(subject);
      const refused = bus.publish({ topic: randomTopic(), body: Buffer.from('x'), headers: { a: 'b' } });
      await expect(refused).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(recorder.of('published')).toEqual([]);
    });
  }

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
