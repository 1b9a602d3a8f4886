import { expect, test } from 'vitest';
import type { ContractSubject } from '../backend-contract';
import { randomTopic } from '../support/random-topic';
import { useBus } from './use-bus';

/** A tap without the broker's own tracing. */
export function tapsContract(subject: ContractSubject): void {
  test('a broadcast is seen by a tap as it was sent, and each subscriber has it all the same', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const two = [await subscriber({ topic }), await subscriber({ topic })];
    const tap = await bus.tap(topic);
    const { messageId } = await bus.broadcast({ topic, body: Buffer.from('{"n":1}') });
    await recorder.seen('acked', 2);
    const sights = () => recorder.of('tapped').filter(({ sight }) => sight.what === 'published');
    await recorder.until('it is seen', () => sights().length === 1);
    expect(sights()).toMatchObject([
      {
        messageId,
        topic,
        verb: 'broadcast',
        attempt: 1,
        tap: { id: tap.id, topic },
        message: { id: messageId, size: 7, preview: { format: 'json', text: '{"n":1}' } },
      },
    ]);
    expect(two.flatMap(({ texts }) => texts)).toEqual(['{"n":1}', '{"n":1}']);
  });

  test('a tap takes nothing: the subscribers share what is published as without it', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const two = [await subscriber({ topic }), await subscriber({ topic })];
    const tap = await bus.tap(topic);
    const ids: string[] = [];
    for (let n = 1; n <= 20; n += 1) {
      ids.push((await bus.publish({ topic, body: Buffer.from(String(n)) })).messageId);
      await recorder.seen('acked', n);
    }
    expect(two.map(({ deliveries }) => deliveries.length)).toEqual([10, 10]);
    if (tap.info.sees === 'broadcasts') return;
    const seen = () => recorder.of('tapped').filter(({ sight }) => sight.what === 'published');
    // What comes and goes between two looks may only be counted.
    await recorder.until('each is seen or counted', () => seen().length + tap.info.missed >= 20);
    const order = seen().map(({ messageId }) => messageId);
    expect(order).toEqual(ids.filter((id) => order.includes(id)));
    expect(order.length).toBeGreaterThan(10);
  });

  test('a tap that is closed sees nothing more, and the others go on', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    await subscriber({ topic });
    const closed = await bus.tap(topic);
    const stays = await bus.tap(topic);
    await closed.close();
    await bus.broadcast({ topic, body: Buffer.from('x') });
    await recorder.until('the other saw it', () =>
      recorder.of('tapped').some(({ tap }) => tap.id === stays.id),
    );
    expect(recorder.of('tapped').some(({ tap }) => tap.id === closed.id)).toBe(false);
  });

  test('a topic that nobody uses can be tapped, and its other topics are not seen', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const [topic, other] = [randomTopic(), randomTopic()];
    const tap = await bus.tap(topic);
    expect(tap.info).toMatchObject({ topic, state: 'watching', missed: 0 });
    for (const each of [other, topic]) {
      await subscriber({ topic: each });
      await bus.broadcast({ topic: each, body: Buffer.from(each) });
    }
    await recorder.until('it is seen', () => recorder.of('tapped').length > 0);
    expect(new Set(recorder.of('tapped').map((event) => event.topic))).toEqual(new Set([topic]));
  });
}
