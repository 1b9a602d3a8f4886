import { expect, test } from 'vitest';
import type { ContractSubject } from '../backend-contract';
import { randomTopic } from '../support/random-topic';
import { useBus } from './use-bus';

const many = 10_000;

const ascending = (numbers: number[]) => numbers.every((n, i) => i === 0 || n > (numbers[i - 1] as number));

export function orderContract(subject: ContractSubject): void {
  test('10,000 publishes arrive once each, each subscriber’s share in order', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const three = [
      await subscriber({ topic, prefetch: 100 }),
      await subscriber({ topic, prefetch: 100 }),
      await subscriber({ topic, prefetch: 100 }),
    ];
    const sends = Array.from({ length: many }, (_, i) =>
      bus.publish({ topic, body: Buffer.from(String(i)) }),
    );
    await Promise.all(sends);
    await recorder.seen('acked', many);
    const shares = three.map(({ texts }) => texts.map(Number));
    for (const share of shares) expect(ascending(share)).toBe(true);
    const together = shares.flat().sort((a, b) => a - b);
    expect(together).toEqual(Array.from({ length: many }, (_, i) => i));
  });

  test('10,000 broadcasts arrive at each subscriber in order, none missing', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const two = [await subscriber({ topic, prefetch: 100 }), await subscriber({ topic, prefetch: 100 })];
    const sends = Array.from({ length: many }, (_, i) =>
      bus.broadcast({ topic, body: Buffer.from(String(i)) }),
    );
    await Promise.all(sends);
    await recorder.seen('acked', 2 * many);
    const all = Array.from({ length: many }, (_, i) => i);
    for (const { texts } of two) expect(texts.map(Number)).toEqual(all);
  });

  test('at prefetch 1 a subscriber gets the next message only when it has answered the last', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    let running = 0;
    let most = 0;
    await subscriber({
      topic,
      handler: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
      },
    });
    await Promise.all(Array.from({ length: 100 }, () => bus.publish({ topic, body: Buffer.from('x') })));
    await recorder.seen('acked', 100);
    expect(most).toBe(1);
  });
}
