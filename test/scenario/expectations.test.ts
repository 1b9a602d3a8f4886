import { describe, expect, test } from 'vitest';
import { play, verdicts } from './support';

/** Three orders; the one with the number 2 fails for good on whoever has it. */
const orders = `
subscribers:
  - { name: a, topic: orders, behaviour: 'match:^2$', retry: { maxRetries: 1 } }
steps:
  - publish: { topic: orders, payload: "{{seq}}", count: 3 }
`;

/** What is expected, whether it holds, and what is said to have been seen. */
const cases: Record<string, readonly (readonly [expectation: string, state: string, seen: string])[]> = {
  count: [
    ['{ topic: orders, acked: 2, failed: 2 }', 'held', 'acked: 2, failed: 2'],
    ['{ topic: orders, acked: 3, failed: 2 }', 'broken', 'acked: 2'],
    ['{ topic: orders, failed: 1 }', 'broken', 'failed: 2'],
    [
      '{ subscriber: a, delivered: 4, retried: 1, deadLettered: 1 }',
      'held',
      'delivered: 4, retried: 1, dead: 1',
    ],
    ['{ subscriber: b, delivered: 0 }', 'held', 'delivered: 0'],
    ['{ verb: broadcast, published: "1.." }', 'broken', 'published: 0'],
  ],
  sent: [
    ['{ topic: orders, routed: 3, returned: 0 }', 'held', 'routed: 3, returned: 0'],
    ['{ topic: orders, held: 1.. }', 'broken', 'held: 0'],
  ],
  distribution: [
    ['{ topic: orders, each: 2 }', 'held', 'a 2'],
    ['{ topic: orders, of: delivered, exact: { a: 4 } }', 'held', 'a 4'],
    ['{ topic: orders, exact: { a: 1, b: 1 } }', 'broken', 'a 2, b 0'],
    ['{ topic: orders, exact: { b: 2 } }', 'broken', 'a 2, b 0'],
    ['{ topic: elsewhere, within: 0 }', 'broken', 'no subscriber'],
  ],
  attempts: [
    ['{ topic: orders, each: 1..2 }', 'held', '2 with 1, 1 with 2'],
    ['{ topic: orders, each: 1 }', 'broken', '2 with 1, 1 with 2'],
    ['{ topic: orders, payload: "^2$", each: 2 }', 'held', '1 with 2'],
    ['{ topic: orders, payload: nobody, each: 1 }', 'broken', 'no such message'],
  ],
  order: [
    ['{ topic: orders }', 'held', '3 in order'],
    ['{ topic: orders, subscriber: b }', 'broken', '0 in order'],
  ],
  received: [
    ['{ subscriber: a, payloads: [3, 1] }', 'held', '1, 3'],
    ['{ subscriber: a, payloads: [3, 1], inOrder: true }', 'broken', '1, 3; not 3, 1'],
    ['{ subscriber: a, payloads: [1, 3, 2] }', 'broken', '1, 3; not 2'],
    ['{ subscriber: a, payloads: [1] }', 'broken', '1, 3'],
  ],
  payload: [
    ['{ topic: orders, is: "^[0-9]$" }', 'held', '3 of 3'],
    ['{ topic: orders, is: { equals: 1 } }', 'broken', '1 of 3; for example 2'],
    ['{ topic: orders, is: { equals: "3" }, of: some }', 'held', '1 of 3'],
    ['{ topic: orders, is: { contains: 3 }, of: none }', 'broken', '1 of 3; for example 3'],
  ],
  deadLetters: [
    [
      '{ topic: orders, count: 1, left: 1, reason: max-retries, attempts: 2, subscriber: a }',
      'held',
      'dead letters: 1, dead letters left: 1',
    ],
    ['{ topic: orders, count: 0 }', 'broken', 'dead letters: 1'],
    [
      '{ topic: orders, count: 1, reason: interrupted }',
      'broken',
      'dead letters: 0; 1 others: max-retries after 2',
    ],
    ['{ topic: orders, left: 0 }', 'broken', 'dead letters left: 1'],
    ['{ topic: orders, count: 1, payload: { equals: 2 } }', 'held', 'dead letters: 1'],
  ],
};

for (const [kind, all] of Object.entries(cases)) {
  describe(kind, () => {
    for (const [expectation, state, seen] of all) {
      test(`${expectation} is ${state}`, async () => {
        // The dead letter is named, so that it is not unexpected.
        const played = await play(`${orders}\nallow: [deadLettered]\nexpect: [{ ${kind}: ${expectation} }]`);
        expect(verdicts(played)).toMatchObject([{ state, seen }]);
        expect(played.outcome.state).toBe(state === 'held' ? 'passed' : 'failed');
      });
    }
  });
}

test('latency: by percentiles, from publish to ack', async () => {
  const slow = `
subscribers: [{ name: a, topic: orders, behaviour: ack 30ms }]
steps: [{ publish: { topic: orders, payload: x, count: 3 } }]
`;
  const held = await play(`${slow}\nexpect: [{ latency: { topic: orders, p50: 10s, max: 10s } }]`);
  expect(verdicts(held)).toMatchObject([{ state: 'held', expected: 'p50 within 10 s, max within 10 s' }]);
  const broken = await play(`${slow}\nexpect: [{ latency: { topic: orders, max: 29ms } }]`);
  expect(verdicts(broken)).toMatchObject([{ state: 'broken' }]);
  const nothing = await play(`${slow}\nexpect: [{ latency: { topic: elsewhere, max: 29ms } }]`);
  expect(verdicts(nothing)).toMatchObject([{ state: 'broken', seen: 'nothing was acked' }]);
});

test('a broadcast has a share, an order and attempts for each subscriber', async () => {
  const played = await play(`
subscribers:
  - { name: steady, topic: news }
  - { name: flaky, topic: news, behaviour: "first:1" }
steps: [{ broadcast: { topic: news, payload: "{{seq}}", count: 4 } }]
expect:
  - distribution: { topic: news, verb: broadcast, each: 4 }
  - order: { topic: news }
  - attempts: { topic: news, each: 2 }
  - count: { subscriber: steady, delivered: 4 }
`);
  expect(verdicts(played).map(({ state }) => state)).toEqual(['held', 'held', 'held', 'held']);
});

describe('nothing unexpected', () => {
  const last = async (body: string) => (await play(body)).outcome.expectations.at(-1);

  test('a message that nobody takes is named, unless it is counted or allowed', async () => {
    const nobody = 'steps: [{ broadcast: { topic: news, payload: x } }]';
    expect(await last(nobody)).toMatchObject({
      state: 'broken',
      seen: expect.stringContaining('broadcast to news was returned'),
      messages: [expect.any(String)],
    });
    expect(await last(`${nobody}\nexpect: [{ sent: { returned: 1 } }]`)).toMatchObject({ state: 'held' });
    expect(await last(`${nobody}\nallow: [returned]`)).toMatchObject({ state: 'held' });
  });

  test('a dead letter is, too', async () => {
    const dead = `
subscribers: [{ name: a, topic: orders, behaviour: always, retry: { maxRetries: 0 } }]
steps: [{ publish: { topic: orders, payload: x } }]
`;
    expect(await last(dead)).toMatchObject({
      state: 'broken',
      seen: 'a message of orders died on a: max-retries',
    });
    expect(await last(`${dead}\nexpect: [{ deadLetters: { topic: orders, count: 1 } }]`)).toMatchObject({
      state: 'held',
    });
  });

  test('what is under way when the time is over', async () => {
    const played = await last(`
within: 100ms
subscribers: [{ name: a, topic: orders, behaviour: ack 5000ms }]
steps: [{ publish: { topic: orders, payload: x } }]
`);
    expect(played).toMatchObject({
      state: 'broken',
      seen: 'a message of orders had not come to its end within 100 ms',
    });
  });

  test('what waits for ever by its behaviour is nothing to wait for', async () => {
    const { outcome } = await play(`
subscribers: [{ name: a, topic: orders, behaviour: hang }]
steps: [{ publish: { topic: orders, payload: x, count: 5 } }]
expect: [{ count: { inFlight: 1, delivered: 1 } }]
`);
    expect(outcome).toMatchObject({ state: 'passed' });
    expect(outcome.durationMs).toBeLessThan(5000);
  });
});

describe('what an expectation counts is expected there, and nowhere else', () => {
  const two = `
subscribers:
  - { name: a, topic: one }
  - { name: b, topic: two, behaviour: always, retry: { maxRetries: 0 } }
steps:
  - publish: { topic: one, payload: x }
  - publish: { topic: two, payload: x }
`;
  test.each([
    ['deadLetters: { topic: one, count: 0 }', 'broken'],
    ['deadLetters: { topic: two, count: 1 }', 'held'],
    ['count: { topic: one, deadLettered: 0 }', 'broken'],
    ['count: { subscriber: b, deadLettered: 1 }', 'held'],
    ['count: { deadLettered: 1 }', 'held'],
  ])('%s: nothing else is %s', async (expectation, state) => {
    const { outcome } = await play(`${two}\nexpect: [{ ${expectation} }]`);
    expect(outcome.expectations.at(-1)).toMatchObject({ title: 'nothing unexpected', state });
  });
});

test('who had more deliveries of one message than its trace keeps is known all the same', async () => {
  const names = [50, 50, 20].map((count, index) => `{ name: s${index}, topic: news, count: ${count} }`);
  const played = await play(`
subscribers: [${names.join(', ')}]
steps: [{ broadcast: { topic: news, payload: hello } }]
expect:
  - count: { acked: 120 }
  - received: { subscriber: s2-20, payloads: [hello] }
`);
  expect(verdicts(played).map(({ state }) => state)).toEqual(['held', 'held']);
});

test('text that looks like JSON is what it looks like, and the text', async () => {
  const played = await play(`
subscribers: [{ name: a, topic: t }]
steps: [{ publish: { topic: t, payload: "12" } }]
expect:
  - received: { subscriber: a, payloads: ["12"] }
  - received: { subscriber: a, payloads: [12] }
`);
  expect(verdicts(played).map(({ state }) => state)).toEqual(['held', 'held']);
});

test('a replay that comes to another subscriber breaks no order', async () => {
  const played = await play(`
subscribers: [{ name: a, topic: t, behaviour: 'match:^1$', retry: { maxRetries: 0 } }]
steps:
  - publish: { topic: t, payload: "{{seq}}" }
  - until: { deadLettered: 1 }
  - unsubscribe: a
  - subscribe: { name: b, topic: t }
  - publish: { topic: t, payload: "{{seq}}" }
  - until: { acked: 1 }
  - replay: { topic: t }
expect:
  - order: { topic: t }
  - deadLetters: { topic: t, count: 1, left: 0 }
  - count: { acked: 2 }
`);
  expect(verdicts(played).map(({ state }) => state)).toEqual(['held', 'held', 'held']);
});

test('a pattern that would be looked for without end is not found, and the run goes on', async () => {
  const played = await play(`
subscribers: [{ name: a, topic: t }]
steps: [{ publish: { topic: t, payload: "${'a'.repeat(40)}!" } }]
expect: [{ payload: { topic: t, is: "^(a+)+$" } }]
`);
  expect(verdicts(played)).toMatchObject([{ state: 'broken', seen: expect.stringContaining('0 of 1') }]);
});

test('a broadcast whose retry waits for a subscriber that has gone ends the run, as a publish does', async () => {
  const { outcome } = await play(`
within: 20s
subscribers:
  - { name: a, topic: t, behaviour: always, retry: { delay: 10s } }
  - { name: b, topic: t }
steps:
  - broadcast: { topic: t, payload: x }
  - until: { failed: 1 }
  - unsubscribe: a
`);
  expect(outcome.durationMs).toBeLessThan(8000);
});

test('a thousand surprises that are expected hide none that is not', async () => {
  const { outcome } = await play(`
subscribers:
  - { name: a, topic: t, behaviour: always, retry: { maxRetries: 0 }, prefetch: 100 }
  - { name: b, topic: other, behaviour: always, retry: { maxRetries: 0 } }
steps:
  - publish: { topic: t, payload: x, count: 1100 }
  - until: { topic: t, deadLettered: 1100 }
  - publish: { topic: other, payload: x }
expect: [{ deadLetters: { topic: t, count: 1100 } }]
`);
  expect(outcome.expectations.at(-1)).toMatchObject({
    state: 'broken',
    seen: expect.stringContaining('other died on b'),
  });
});

test('a payload nested without end breaks what looks into it, and not the run', async () => {
  const { outcome } = await play(`
subscribers: [{ name: a, topic: t }]
steps: [{ publish: { topic: t, payload: '${'['.repeat(7000)}${']'.repeat(7000)}' } }]
expect:
  - received: { subscriber: a, payloads: [1] }
  - payload: { topic: t, is: { contains: { a: 1 } } }
  - count: { acked: 1 }
`);
  expect(outcome.expectations.map(({ state }) => state)).toEqual(['broken', 'broken', 'held', 'held']);
});

test('the order of names in JSON is none', async () => {
  const played = await play(`
subscribers: [{ name: a, topic: t }]
steps: [{ publish: { topic: t, payload: { a: 1, b: [{ c: 2, d: 3 }] }, count: 2 } }]
expect: [{ received: { subscriber: a, payloads: [{ b: [{ d: 3, c: 2 }], a: 1 }, { a: 1, b: [{ c: 2, d: 3 }] }] } }]
`);
  expect(verdicts(played)).toMatchObject([{ state: 'held' }]);
});
