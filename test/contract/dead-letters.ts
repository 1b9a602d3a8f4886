import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ContractSubject } from '../backend-contract';
import { randomTopic } from '../support/random-topic';
import { until } from '../support/until';
import { type BusInUse, fail, useBus } from './use-bus';

const once = { maxRetries: 0, delay: { type: 'immediate' } } as const;

/** The dead letters once there are so many: a broker may show one a moment after it has taken it. */
function letters({ bus }: BusInUse, topic: string, count: number) {
  return until(`${count} dead letters`, async () => {
    const { letters: found } = await bus.deadLetters(topic);
    expect(found).toHaveLength(count);
    return found;
  });
}

export function deadLettersContract(subject: ContractSubject): void {
  test('a dead letter is listed with all that is known of it, as often as one looks', async () => {
    const use = await useBus(subject);
    const topic = randomTopic();
    const one = await use.subscriber({ topic, name: 'billing', handler: () => fail('no stock') });
    const body = Uint8Array.of(0xff, 0, 0x80, 0x7b);
    const headers =
      subject.capabilities.headers === 'typed' ? { tenant: 'a', n: 1, gone: null } : { tenant: 'a' };
    const properties = { contentType: 'text/plain', correlationId: 'c' };
    const before = Date.now();
    const { messageId } = await use.bus.publish({ topic, body, headers, properties });
    await use.recorder.seen('deadLettered', 1);
    for (let look = 0; look < 3; look += 1) {
      const [letter] = await letters(use, topic, 1);
      expect(letter).toMatchObject({
        message: { id: messageId, topic, verb: 'publish', headers, properties, size: 4 },
        reason: 'max-retries',
        attempts: 4,
        error: 'no stock',
        lastBy: 'billing',
        subscriberId: one.subscription.id,
      });
      expect(letter?.message.headers).toEqual(headers);
      expect(letter?.message.properties).toEqual(properties);
      expect(Buffer.compare(letter?.body ?? Buffer.alloc(0), body)).toBe(0);
      expect(letter?.at).toBeGreaterThanOrEqual(before - 1000);
      expect(letter?.at).toBeLessThanOrEqual(Date.now() + 1000);
    }
  });

  test('a topic without dead letters has none, and there is nothing to replay or discard', async () => {
    const { bus, recorder } = await useBus(subject);
    const topic = randomTopic();
    expect(await bus.deadLetters(topic)).toEqual({ letters: [], total: 0 });
    expect(await bus.replay(topic, { ids: 'all' })).toBe(0);
    expect(await bus.discard(topic, { ids: 'all' })).toBe(0);
    expect(await bus.replay(topic, { ids: new Set(['nothing']) })).toBe(0);
    expect(recorder.of('replayed')).toEqual([]);
  });

  test('a replayed letter starts at attempt 1 under its old id, and dies again if it fails again', async () => {
    const use = await useBus(subject);
    const topic = randomTopic();
    let works = false;
    const one = await use.subscriber({ topic, handler: () => (works ? undefined : fail()) });
    const headers = { tenant: 'a' };
    const { messageId } = await use.bus.publish({ topic, body: Buffer.from('x'), headers });
    await use.recorder.seen('deadLettered', 1);
    const [first] = await letters(use, topic, 1);
    expect(await use.bus.replay(topic, { ids: new Set([first?.id ?? '']) })).toBe(1);
    await use.recorder.seen('deadLettered', 2);
    expect(one.attempts).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    works = true;
    await letters(use, topic, 1);
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(1);
    await use.recorder.seen('acked', 1);
    expect(one.attempts.at(-1)).toBe(1);
    expect(one.deliveries.at(-1)?.message).toMatchObject({ id: messageId, topic, headers });
    expect(one.deliveries.at(-1)?.message.headers).toEqual(headers);
    await letters(use, topic, 0);
    expect(use.recorder.of('replayed')).toMatchObject([
      { messageId, topic, verb: 'publish', edited: false },
      { messageId, topic, verb: 'publish', edited: false },
    ]);
    expect(use.recorder.of('interrupted')).toEqual([]);
  });

  test('some of many can be replayed and some discarded; the rest stays, in order', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    let works = false;
    const one = await use.subscriber({ topic, handler: () => (works ? undefined : fail()) });
    for (let i = 0; i < 6; i += 1) {
      await use.bus.publish({ topic, body: Buffer.from(String(i)) });
      await use.recorder.seen('deadLettered', i + 1);
    }
    works = true;
    const all = await letters(use, topic, 6);
    expect(all.map(({ body }) => Buffer.from(body).toString())).toEqual(['0', '1', '2', '3', '4', '5']);
    const idsOf = (...at: number[]) => ({ ids: new Set(at.map((i) => all[i]?.id ?? '')) });
    expect(await use.bus.replay(topic, idsOf(1, 4))).toBe(2);
    expect(await use.bus.discard(topic, idsOf(0, 2))).toBe(2);
    const rest = await letters(use, topic, 2);
    expect(rest.map(({ body }) => Buffer.from(body).toString())).toEqual(['3', '5']);
    await use.recorder.seen('acked', 2);
    expect(one.texts.slice(6)).toEqual(['1', '4']);
    expect(use.recorder.of('discarded').map(({ messageId }) => messageId)).toEqual([
      all[0]?.message.id,
      all[2]?.message.id,
    ]);
    // What is gone cannot be had again.
    expect(await use.bus.replay(topic, idsOf(0, 1, 2, 4))).toBe(0);
  });

  test('all are replayed in the order in which they died', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    let works = false;
    const one = await use.subscriber({ topic, handler: () => (works ? undefined : fail()) });
    const bodies = Array.from({ length: 300 }, (_, i) => String(i));
    for (const body of bodies) await use.bus.publish({ topic, body: Buffer.from(body) });
    await use.recorder.seen('deadLettered', 300);
    works = true;
    await letters(use, topic, 300);
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(300);
    await use.recorder.seen('acked', 300);
    expect(one.texts.slice(300)).toEqual(bodies);
    await letters(use, topic, 0);
  });

  test('of many the oldest are listed with their total; one, some or all of them can be had all the same', {
    timeout: 60_000,
  }, async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    let works = false;
    await use.subscriber({ topic, prefetch: 50, handler: () => (works ? undefined : fail()) });
    const sends = Array.from({ length: 1010 }, (_, i) =>
      use.bus.publish({ topic, body: Buffer.from(String(i)) }),
    );
    const sent = (await Promise.all(sends)).map(({ messageId }) => messageId);
    await use.recorder.seen('deadLettered', 1010);
    // The oldest alone tells how many there are.
    const thereAre = (count: number) =>
      until(`${count} letters`, async () => (await use.bus.deadLetters(topic, { most: 1 })).total === count);
    await thereAre(1010);
    const { letters: listed, total } = await use.bus.deadLetters(topic);
    expect(total).toBe(1010);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(1000);

    // Each can be had, listed or not.
    const unlisted = sent.find((id) => !listed.some(({ message }) => message.id === id)) ?? '';
    const ids = new Set([unlisted]);
    expect((await use.bus.deadLetters(topic, { most: 1, ids })).letters).toMatchObject([{ id: unlisted }]);
    works = true;
    expect(await use.bus.replay(topic, { ids })).toBe(1);
    await use.recorder.seen('acked', 1);
    expect(await use.bus.discard(topic, { ids: new Set([listed[0]?.id ?? '']) })).toBe(1);
    await thereAre(1008);

    // They fail again while the rest is still being replayed: each is sent once all the same.
    works = false;
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(1008);
    await use.recorder.seen('deadLettered', 1010 + 1008);
    await thereAre(1008);
    expect(await use.bus.discard(topic, { ids: 'all' })).toBe(1008);
    await thereAre(0);
  });

  test('large letters are read one after the other, and a list of them ends at so many bytes', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    await use.subscriber({ topic, handler: () => fail() });
    const size = 100_000;
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      ids.push((await use.bus.publish({ topic, body: Buffer.alloc(size, i) })).messageId);
      await use.recorder.seen('deadLettered', i + 1);
    }
    await until('3 letters', async () => (await use.bus.deadLetters(topic, { most: 1 })).total === 3);
    const { letters: listed, total } = await use.bus.deadLetters(topic, { mostBytes: size + 1 });
    expect([listed.map(({ id }) => id), total]).toEqual([ids.slice(0, 2), 3]);

    const read: string[] = [];
    let isBusy = false;
    const count = await use.bus.readDeadLetters(topic, {}, async ({ id, body }) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await setImmediate();
      expect(body).toHaveLength(size);
      read.push(id);
      isBusy = false;
    });
    expect([read, count]).toEqual([ids, 3]);
    const broken = use.bus.readDeadLetters(topic, {}, () => fail('the disk is full'));
    await expect(broken).rejects.toThrow('the disk is full');
    expect(await use.bus.discard(topic, { ids: 'all' })).toBe(3);
  });

  test('two letters of one message are two, and are replayed together or one at a time', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    let works = false;
    const got: string[] = [];
    await use.subscriber({
      topic,
      handler: ({ message }) => (works ? void got.push(Buffer.from(message.body).toString()) : fail()),
    });
    const id = 'order-7';
    for (const text of ['first', 'second', 'third'])
      await use.bus.publish({ topic, body: Buffer.from(text), id });
    await use.recorder.seen('deadLettered', 3);
    const found = await letters(use, topic, 3);
    expect(found.map((letter) => [letter.id, letter.message.id])).toEqual([
      ['order-7', id],
      ['order-7~2', id],
      ['order-7~3', id],
    ]);
    works = true;
    expect(await use.bus.replay(topic, { ids: new Set(['order-7~2']) })).toBe(1);
    await use.recorder.seen('acked', 1);
    expect(got).toEqual(['second']);
    await letters(use, topic, 2);
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(2);
    await use.recorder.seen('acked', 3);
    expect(got).toEqual(['second', 'first', 'third']);
    await letters(use, topic, 0);
  });

  test('two replays of all at once send each letter once', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    let works = false;
    const one = await use.subscriber({ topic, handler: () => (works ? undefined : fail()) });
    for (let i = 0; i < 20; i += 1) await use.bus.publish({ topic, body: Buffer.from(String(i)) });
    await use.recorder.seen('deadLettered', 20);
    works = true;
    await letters(use, topic, 20);
    const counts = await Promise.all([1, 2].map(() => use.bus.replay(topic, { ids: 'all' })));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    await use.recorder.seen('acked', 20);
    expect(new Set(one.texts.slice(20)).size).toBe(20);
  });

  test('an edited replay sends what was made of it', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    let works = false;
    const one = await use.subscriber({ topic, handler: () => (works ? undefined : fail()) });
    const { messageId } = await use.bus.publish({
      topic,
      body: Buffer.from('{"n":1}'),
      headers: { tenant: 'a', old: 1 },
    });
    await use.recorder.seen('deadLettered', 1);
    works = true;
    await letters(use, topic, 1);
    const body = Buffer.from('{"n":2}');
    const edit = <M extends object>(message: M) => ({ ...message, body, headers: { tenant: 'b' } });
    expect(await use.bus.replay(topic, { ids: 'all', edit })).toBe(1);
    await use.recorder.seen('acked', 1);
    expect(one.texts.at(-1)).toBe('{"n":2}');
    expect(one.deliveries.at(-1)?.message).toMatchObject({ id: messageId, headers: { tenant: 'b' } });
    expect(one.deliveries.at(-1)?.message.headers).toEqual({ tenant: 'b' });
    expect(use.recorder.of('replayed')).toMatchObject([{ messageId, edited: true }]);
    await letters(use, topic, 0);
  });

  test('a letter whose edit throws stays where it is', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    await use.subscriber({ topic, handler: () => fail() });
    await use.bus.publish({ topic, body: Buffer.from('x') });
    await use.recorder.seen('deadLettered', 1);
    await letters(use, topic, 1);
    const edit = () => fail('bad edit');
    await expect(use.bus.replay(topic, { ids: 'all', edit })).rejects.toThrow('bad edit');
    await letters(use, topic, 1);
    expect(use.recorder.of('replayed')).toEqual([]);
  });

  const { holdsWithoutSubscriber } = subject.capabilities;
  const kept = holdsWithoutSubscriber ? 'waits for the first subscriber' : 'stays where it is';
  test(`a published letter that is replayed with nobody there ${kept}`, async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    const failing = await use.subscriber({ topic, handler: () => fail() });
    await use.bus.publish({ topic, body: Buffer.from('x') });
    await use.recorder.seen('deadLettered', 1);
    await failing.subscription.close();
    await letters(use, topic, 1);
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(holdsWithoutSubscriber ? 1 : 0);
    const next = await use.subscriber({ topic });
    if (!holdsWithoutSubscriber) expect(await use.bus.replay(topic, { ids: 'all' })).toBe(1);
    await use.recorder.seen('acked', 1);
    expect(next.attempts).toEqual([1]);
  });

  test('a broadcast’s letter goes back to the subscriber that failed, and to all when that one has gone', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    const failing = await use.subscriber({ topic, handler: () => fail() });
    const others = [await use.subscriber({ topic }), await use.subscriber({ topic })];
    await use.bus.broadcast({ topic, body: Buffer.from('x') });
    await use.recorder.seen('deadLettered', 1);
    await letters(use, topic, 1);
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(1);
    await use.recorder.seen('deadLettered', 2);
    expect(failing.attempts).toEqual([1, 1]);
    await use.recorder.seen('acked', 2);
    await failing.subscription.close();
    await letters(use, topic, 1);
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(1);
    await use.recorder.seen('acked', 4);
    for (const { deliveries } of others) {
      expect(deliveries.map(({ message: { verb } }) => verb)).toEqual(['broadcast', 'broadcast']);
    }
  });

  test('a broadcast’s letter that nobody takes stays where it is', async () => {
    const use = await useBus(subject, { retry: once });
    const topic = randomTopic();
    const failing = await use.subscriber({ topic, handler: () => fail() });
    await use.bus.broadcast({ topic, body: Buffer.from('x') });
    await use.recorder.seen('deadLettered', 1);
    await failing.subscription.close();
    await letters(use, topic, 1);
    expect(await use.bus.replay(topic, { ids: 'all' })).toBe(0);
    await letters(use, topic, 1);
    expect(use.recorder.of('replayed')).toEqual([]);
  });
}
