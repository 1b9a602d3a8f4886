import { expect, test } from 'vitest';
import type { ContractSubject } from '../backend-contract';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { until } from '../support/until';
import { fail, useBus } from './use-bus';

export function flowContract(subject: ContractSubject): void {
  const { countsConsumers, countsWaiting, passesOverBusy } = subject.capabilities;

  test.for([1, 7])(
    'with prefetch %i a subscriber has that many in hand, and never more',
    async (prefetch) => {
      const { bus, recorder, subscriber } = await useBus(subject);
      const topic = randomTopic();
      let running = 0;
      let most = 0;
      const latch = new Latch();
      const one = await subscriber({
        topic,
        prefetch,
        handler: async ({ attempt }) => {
          running += 1;
          most = Math.max(most, running);
          await latch.opened;
          await new Promise(setImmediate);
          running -= 1;
          if (attempt === 1) fail();
        },
      });
      await Promise.all(Array.from({ length: 60 }, () => bus.publish({ topic, body: Buffer.from('x') })));
      await until('it has its fill', () => one.deliveries.length === prefetch);
      expect((await bus.inspect(topic))?.ready).toBe(countsWaiting ? 60 - prefetch : undefined);
      latch.open();
      await recorder.seen('acked', 60);
      expect(most).toBe(prefetch);
    },
  );

  test('publishes and broadcasts have a prefetch each: neither waits for the other, and none is exceeded', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const latch = new Latch();
    const inHand = { publish: 0, broadcast: 0 };
    const most = { publish: 0, broadcast: 0 };
    await subscriber({
      topic,
      prefetch: 2,
      handler: async ({ message: { verb } }) => {
        inHand[verb] += 1;
        most[verb] = Math.max(most[verb], inHand[verb]);
        await latch.opened;
        inHand[verb] -= 1;
      },
    });
    const body = Buffer.from('x');
    for (let i = 0; i < 5; i += 1)
      await Promise.all([bus.publish({ topic, body }), bus.broadcast({ topic, body })]);
    await until('it has its fill', () => inHand.publish === 2 && inHand.broadcast === 2);
    latch.open();
    await recorder.seen('acked', 10);
    expect(most).toEqual({ publish: 2, broadcast: 2 });
  });

  test('a paused subscriber begins nothing; what it holds runs when it goes on', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    const other = await subscriber({ topic });
    one.subscription.pause();
    one.subscription.pause();
    expect(one.subscription.state).toBe('paused');
    for (let i = 0; i < 10; i += 1) await bus.publish({ topic, body: Buffer.from(String(i)) });
    // Where it keeps its turn, the rest of its share waits for it.
    const share = passesOverBusy ? 1 : 5;
    await recorder.seen('acked', 10 - share);
    await recorder.seen('delivered', 11 - share);
    expect(one.deliveries).toEqual([]);
    expect(other.deliveries).toHaveLength(10 - share);
    one.subscription.resume();
    one.subscription.resume();
    await recorder.seen('acked', 10);
    expect(one.deliveries).toHaveLength(share);
    expect(one.subscription.state).toBe('consuming');
    const { id } = one.subscription;
    const states = recorder.of('subscriberChanged').filter(({ subscriber: { id: other } }) => other === id);
    expect(states.map(({ state }) => state)).toEqual(['consuming', 'paused', 'consuming']);
  });

  test('what a paused subscriber holds goes to the others when it leaves', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic });
    one.subscription.pause();
    await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('delivered', 1);
    const other = await subscriber({ topic });
    await one.subscription.close();
    await recorder.seen('acked', 1);
    expect(one.deliveries).toEqual([]);
    expect(other.texts).toEqual(['x']);
  });

  test('an unsubscribed subscriber’s message in hand goes to another, counted as interrupted and not as an attempt', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const latch = new Latch();
    let aborted = false;
    const leaving = await subscriber({
      topic,
      handler: ({ signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return latch.opened;
      },
    });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await until('it is in hand', () => leaving.deliveries.length === 1);
    const staying = await subscriber({ topic });
    await leaving.subscription.close(0);
    expect(aborted).toBe(true);
    await recorder.seen('acked', 1);
    // Too late: it was taken from this one.
    latch.open();
    expect(staying.attempts).toEqual([1]);
    const begun = recorder.of('interrupted').filter(({ deliveryId }) => deliveryId !== undefined);
    expect(begun).toMatchObject([{ messageId, deliveryId: leaving.deliveries[0]?.id, attempt: 1 }]);
    const told = recorder.of('interrupted').filter(({ deliveryId }) => deliveryId === undefined);
    expect(told).toMatchObject([{ messageId, subscriber: { id: staying.subscription.id }, count: 1 }]);
    expect(recorder.of('delivered').at(-1)).toMatchObject({ messageId, attempt: 1, interrupted: 1 });
  });

  test('unsubscribing lets a running handler finish', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const latch = new Latch();
    const leaving = await subscriber({ topic, handler: () => latch.opened });
    await bus.publish({ topic, body: Buffer.from('x') });
    await until('it is in hand', () => leaving.deliveries.length === 1);
    const staying = await subscriber({ topic });
    const closed = leaving.subscription.close();
    // It takes nothing new meanwhile, by either verb. What was dealt to one that keeps its turn comes back when it has gone.
    await bus.publish({ topic, body: Buffer.from('y') });
    if (passesOverBusy) await recorder.seen('acked', 1);
    latch.open();
    await closed;
    await recorder.seen('acked', 2);
    expect(leaving.texts).toEqual(['x']);
    expect(staying.texts).toEqual(['y']);
    expect(recorder.of('interrupted')).toEqual([]);
  });

  if (passesOverBusy)
    test('a message that is interrupted too often is a dead letter, and no attempt of it was counted', async () => {
      const { bus, recorder, subscriber } = await useBus(subject, { maxInterrupted: 2 });
      const topic = randomTopic();
      // Keeps the topic, and takes nothing.
      const keeper = await subscriber({ topic });
      keeper.subscription.pause();
      const { messageId: kept } = await bus.publish({ topic, body: Buffer.from('kept') });
      await recorder.seen('delivered', 1);
      const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
      for (let i = 0; i < 3; i += 1) {
        const one = await subscriber({ topic, handler: () => new Promise(() => undefined) });
        await until('it is in hand', () => one.deliveries.length === 1);
        expect(one.attempts).toEqual([1]);
        await one.subscription.close(0);
      }
      await subscriber({ topic });
      const [dead] = await recorder.seen('deadLettered', 1);
      expect(dead).toMatchObject({ messageId, reason: 'interrupted' });
      keeper.subscription.resume();
      const [acked] = await recorder.seen('acked', 1);
      expect(acked?.messageId).toBe(kept);
    });
  else
    test('a message that is interrupted too often is a dead letter, and no attempt of it was counted', async () => {
      const { bus, recorder, subscriber } = await useBus(subject, { maxInterrupted: 2 });
      const topic = randomTopic();
      const one = await subscriber({
        topic,
        handler: () => {
          one.subscription.crash();
          return new Promise(() => undefined);
        },
      });
      const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
      const [dead] = await recorder.seen('deadLettered', 1);
      expect(dead).toMatchObject({ messageId, reason: 'interrupted' });
      expect(one.attempts).toEqual([1, 1, 1]);
    });

  test('closing a subscription twice, also at the same time, is once', async () => {
    const { recorder, subscriber } = await useBus(subject);
    const one = await subscriber({ topic: randomTopic() });
    await Promise.all([one.subscription.close(), one.subscription.close()]);
    await one.subscription.close();
    await one.subscription[Symbol.asyncDispose]();
    expect(one.subscription.state).toBe('closed');
    expect(recorder.of('subscriberRemoved')).toHaveLength(1);
  });

  test('subscribing and unsubscribing over and over leaves the topic in order', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    for (let i = 0; i < 20; i += 1) {
      const [a, b] = await Promise.all([subscriber({ topic }), subscriber({ topic })]);
      await Promise.all([a.subscription.close(), b.subscription.close()]);
    }
    const last = await subscriber({ topic });
    await bus.publish({ topic, body: Buffer.from('p') });
    await bus.broadcast({ topic, body: Buffer.from('b') });
    await recorder.seen('acked', 2);
    expect(last.texts.sort()).toEqual(['b', 'p']);
    expect(await bus.inspect(topic)).toEqual({
      ownConsumers: 1,
      ...(countsWaiting && { ready: 0 }),
      ...(countsConsumers && { consumers: 1 }),
    });
  });

  test('fifty subscribers of one topic share it evenly', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const fifty = await Promise.all(Array.from({ length: 50 }, () => subscriber({ topic })));
    for (let i = 1; i <= 100; i += 1) {
      await bus.publish({ topic, body: Buffer.from(String(i)) });
      await recorder.seen('acked', i);
    }
    expect(fifty.map(({ deliveries }) => deliveries.length)).toEqual(Array.from({ length: 50 }, () => 2));
    await bus.broadcast({ topic, body: Buffer.from('all') });
    await recorder.seen('acked', 150);
  });
}
