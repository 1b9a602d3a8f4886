import { expect, test } from 'vitest';
import type { TopicStatus } from '../../electron/bus/backend';
import type { ContractSubject } from '../backend-contract';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { until } from '../support/until';
import { useBus } from './use-bus';

export function routingContract(subject: ContractSubject): void {
  const { holdsWithoutSubscriber, countsConsumers, countsWaiting, passesOverBusy } = subject.capabilities;
  /** What `inspect` may tell of it. */
  const counted = (status: Required<Omit<TopicStatus, 'outlivesSubscribers'>>): TopicStatus => ({
    ownConsumers: status.ownConsumers,
    ...(countsWaiting && { ready: status.ready }),
    ...(countsConsumers && { consumers: status.consumers }),
  });

  test('a publish reaches exactly one of five subscribers', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const five = [];
    for (let i = 0; i < 5; i += 1) five.push(await subscriber({ topic }));
    const { outcome } = await bus.publish({ topic, body: Buffer.from('one') });
    expect(outcome).toBe('routed');
    await recorder.seen('acked', 1);
    // A second message has passed through the same queue: a copy of the first would have come before it.
    await bus.publish({ topic, body: Buffer.from('two') });
    await recorder.seen('acked', 2);
    expect(five.flatMap(({ texts }) => texts).sort()).toEqual(['one', 'two']);
  });

  test('300 publishes over three idle subscribers go 100, 100, 100, strictly in turn', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const three = [await subscriber({ topic }), await subscriber({ topic }), await subscriber({ topic })];
    for (let i = 1; i <= 300; i += 1) {
      await bus.publish({ topic, body: Buffer.from(String(i)) });
      // Idle means that the earlier message is answered.
      await recorder.seen('acked', i);
    }
    expect(three.map(({ deliveries }) => deliveries.length)).toEqual([100, 100, 100]);
    const turn = recorder.of('delivered').map(({ subscriber: { id } }) => id);
    expect(turn.slice(3)).toEqual(turn.slice(0, -3));
  });

  test('300 publishes at once over three subscribers reach each of them, and none twice', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const three = [await subscriber({ topic }), await subscriber({ topic }), await subscriber({ topic })];
    const bodies = Array.from({ length: 300 }, (_, i) => String(i));
    await Promise.all(bodies.map((body) => bus.publish({ topic, body: Buffer.from(body) })));
    await recorder.seen('acked', 300);
    expect(three.flatMap(({ texts }) => texts).sort()).toEqual([...bodies].sort());
    for (const { deliveries } of three) expect(deliveries.length).toBeGreaterThan(50);
  });

  if (passesOverBusy)
    test('a subscriber that is busy is passed over', async () => {
      const { bus, recorder, subscriber } = await useBus(subject);
      const topic = randomTopic();
      const latch = new Latch();
      const busy = await subscriber({ topic, handler: () => latch.opened });
      await bus.publish({ topic, body: Buffer.from('stuck') });
      await until('it is busy', () => busy.deliveries.length === 1);
      const free = await subscriber({ topic });
      for (let i = 0; i < 20; i += 1) await bus.publish({ topic, body: Buffer.from(String(i)) });
      await recorder.seen('acked', 20);
      expect(free.deliveries).toHaveLength(20);
      expect(busy.texts).toEqual(['stuck']);
      latch.open();
      await recorder.seen('acked', 21);
    });
  else
    test('a subscriber that is busy keeps its turn: what is dealt to it waits for it', async () => {
      const { bus, recorder, subscriber } = await useBus(subject);
      const topic = randomTopic();
      const latch = new Latch();
      const busy = await subscriber({ topic, handler: () => latch.opened });
      await bus.publish({ topic, body: Buffer.from('stuck') });
      await until('it is busy', () => busy.deliveries.length === 1);
      const free = await subscriber({ topic });
      for (let i = 0; i < 20; i += 1) await bus.publish({ topic, body: Buffer.from(String(i)) });
      await recorder.seen('acked', 10);
      expect(free.deliveries).toHaveLength(10);
      expect(busy.texts).toEqual(['stuck']);
      latch.open();
      await recorder.seen('acked', 21);
      expect(new Set([...busy.texts, ...free.texts]).size).toBe(21);
    });

  test('a broadcast reaches each of five subscribers once', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const five = [];
    for (let i = 0; i < 5; i += 1) five.push(await subscriber({ topic }));
    const { outcome } = await bus.broadcast({ topic, body: Buffer.from('all') });
    expect(outcome).toBe('routed');
    await recorder.seen('acked', 5);
    await bus.broadcast({ topic, body: Buffer.from('again') });
    await recorder.seen('acked', 10);
    for (const { texts, deliveries } of five) {
      expect(texts).toEqual(['all', 'again']);
      expect(deliveries.map(({ message: { verb } }) => verb)).toEqual(['broadcast', 'broadcast']);
    }
    expect(recorder.of('confirmed')).toHaveLength(2);
  });

  if (holdsWithoutSubscriber)
    test('what is published with nobody there waits for the first subscriber, in order', async () => {
      const { bus, recorder, subscriber } = await useBus(subject);
      const topic = randomTopic();
      for (const body of ['1', '2', '3']) {
        const { outcome, messageId } = await bus.publish({ topic, body: Buffer.from(body) });
        expect(outcome).toBe('held');
        expect(recorder.of('held').at(-1)).toMatchObject({ messageId, topic, verb: 'publish' });
      }
      expect(await bus.inspect(topic)).toEqual(counted({ ready: 3, consumers: 0, ownConsumers: 0 }));
      const first = await subscriber({ topic });
      await recorder.seen('acked', 3);
      expect(first.texts).toEqual(['1', '2', '3']);
      expect(first.attempts).toEqual([1, 1, 1]);
      expect(recorder.of('interrupted')).toEqual([]);
    });
  else
    test('what is published with nobody there is returned, and nobody gets it later', async () => {
      const { bus, recorder, subscriber } = await useBus(subject);
      const topic = randomTopic();
      const { outcome, messageId } = await bus.publish({ topic, body: Buffer.from('lost') });
      expect(outcome).toBe('returned');
      expect(recorder.of('returned')).toMatchObject([{ messageId, topic, verb: 'publish' }]);
      expect(recorder.of('held')).toEqual([]);
      const late = await subscriber({ topic });
      await bus.publish({ topic, body: Buffer.from('there') });
      await recorder.seen('acked', 1);
      expect(late.texts).toEqual(['there']);
    });

  test('a broadcast with nobody there is returned, and nobody gets it later', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const { outcome, messageId } = await bus.broadcast({ topic, body: Buffer.from('lost') });
    expect(outcome).toBe('returned');
    expect(recorder.of('returned')).toMatchObject([{ messageId, topic, verb: 'broadcast' }]);
    expect(recorder.of('returned')[0]?.detail).not.toBe('');
    const late = await subscriber({ topic });
    await bus.broadcast({ topic, body: Buffer.from('there') });
    await recorder.seen('acked', 1);
    expect(late.texts).toEqual(['there']);
  });

  test('topics are apart, also those that look like patterns or like each other’s helpers', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const base = randomTopic();
    const topics = [base, base.toUpperCase(), `${base}.*`, `${base}.#`, `broadcast_${base}`, `${base} `];
    const all = [];
    for (const topic of topics) all.push(await subscriber({ topic }));
    for (const topic of topics) {
      await bus.publish({ topic, body: Buffer.from(`p ${topic}`) });
      await bus.broadcast({ topic, body: Buffer.from(`b ${topic}`) });
    }
    await recorder.seen('acked', 2 * topics.length);
    expect(all.map(({ texts }) => texts.sort())).toEqual(topics.map((topic) => [`b ${topic}`, `p ${topic}`]));
  });

  test('one that comes later takes its turn, one that has gone does not', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const first = await subscriber({ topic });
    await bus.publish({ topic, body: Buffer.from('1') });
    await recorder.seen('acked', 1);
    const second = await subscriber({ topic });
    for (let i = 2; i <= 5; i += 1) {
      await bus.publish({ topic, body: Buffer.from(String(i)) });
      await recorder.seen('acked', i);
    }
    expect([first.texts.length, second.texts.length]).toEqual([3, 2]);
    await first.subscription.close();
    await bus.publish({ topic, body: Buffer.from('6') });
    const { outcome } = await bus.broadcast({ topic, body: Buffer.from('7') });
    expect(outcome).toBe('routed');
    await recorder.seen('acked', 7);
    expect([first.texts.length, second.texts.length]).toEqual([3, 4]);
  });

  test('a handler may publish and broadcast, also to its own topic', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({
      topic,
      handler: async ({ message }) => {
        const left = Number(new TextDecoder().decode(message.body));
        if (left === 1) await bus.broadcast({ topic, body: Buffer.from('0') });
        if (left > 1) await bus.publish({ topic, body: Buffer.from(String(left - 1)) });
      },
    });
    await bus.publish({ topic, body: Buffer.from('3') });
    await recorder.seen('acked', 4);
    expect(one.texts).toEqual(['3', '2', '1', '0']);
  });

  test('inspect tells how a topic stands, and nothing of one that is not there', async () => {
    const { bus, subscriber } = await useBus(subject);
    const topic = randomTopic();
    expect(await bus.inspect(topic)).toBeUndefined();
    const latch = new Latch();
    const one = await subscriber({ topic, handler: () => latch.opened });
    for (let i = 0; i < 3; i += 1) await bus.publish({ topic, body: Buffer.from('x') });
    await until('one is in hand', () => one.deliveries.length === 1);
    await until('two wait', async () => {
      expect(await bus.inspect(topic)).toEqual(counted({ ready: 2, consumers: 1, ownConsumers: 1 }));
      return true;
    });
    latch.open();
  });
}
