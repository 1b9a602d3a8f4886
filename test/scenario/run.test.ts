import { describe, expect, test } from 'vitest';
import type { BusEvent } from '../../shared/bus/bus-event';
import { play, verdicts } from './support';

/** Without what time and chance have to do with. */
const story = (events: readonly BusEvent[]) =>
  events.map((event) => {
    const { type } = event;
    const subscriber = 'subscriber' in event ? event.subscriber.name : '';
    const id = 'messageId' in event ? event.messageId : type === 'published' ? event.message.id : '';
    const payload = type === 'published' ? event.message.preview.text : '';
    return [type, subscriber, id, payload].join(' ');
  });

describe('the same seed', () => {
  const body = (seed: number) => `
seed: ${seed}
retry: { maxRetries: 5 }
variables: { t: "orders-{{run}}" }
subscribers:
  - { name: w, topic: "{{t}}", count: 3, behaviour: "rate:0.5" }
steps:
  - publish: { topic: "{{t}}", payload: { id: "{{uuid}}", n: "{{random 1 1000000}}" }, count: 30 }
  - broadcast: { topic: "{{t}}", payload: x, count: 3 }
allow: [deadLettered]
`;

  test('gives the same run in memory, message ids and topic included', async () => {
    const [one, other] = [await play(body(7)), await play(body(7))];
    expect(story(other.events)).toEqual(story(one.events));
    expect(one.events.length).toBeGreaterThan(150);
  });

  test('another one another run', async () => {
    expect(story((await play(body(8))).events)).not.toEqual(story((await play(body(7))).events));
  });
});

describe('steps', () => {
  test('until goes on as soon as so much has happened', async () => {
    const played = await play(`
subscribers: [{ name: a, topic: t, behaviour: hang }]
steps:
  - publish: { topic: t, payload: x, count: 2 }
  - until: { inFlight: 1 }
  - behave: { subscriber: a, behaviour: ack }
expect: [{ count: { acked: 2 } }]
`);
    expect(played.outcome).toMatchObject({
      state: 'passed',
      steps: [{}, {}, {}, {}].map(() => ({ state: 'done' })),
    });
  });

  test('one that waits in vain fails, says what there is, and ends the run', async () => {
    const { outcome } = await play(`
within: 50ms
steps:
  - until: { topic: t, acked: 1 }
  - publish: { topic: t, payload: x }
`);
    expect(outcome).toMatchObject({
      state: 'failed',
      error: 'until 1 acked: only acked: 0 within 50 ms.',
      steps: [{ state: 'failed' }, { state: 'waiting' }],
    });
  });

  test('one that names nobody says who is there', async () => {
    const { outcome } = await play('subscribers: [{ name: a, topic: t }]\nsteps: [{ pause: b }]');
    expect(outcome.error).toBe('pause b: No subscriber is called b. There are: a.');
  });

  test('a file that is not there is named', async () => {
    const { outcome } = await play('steps: [{ publish: { topic: t, file: not-there.bin } }]');
    expect(outcome.error).toContain('not-there.bin could not be read');
  });

  test('answers by hand, one delivery after the other', async () => {
    const played = await play(`
subscribers: [{ name: a, topic: t, behaviour: manual }]
steps:
  - publish: { topic: t, payload: x, count: 2 }
  - until: { inFlight: 1 }
  - answer: { subscriber: a, with: ack }
  - until: { acked: 1, inFlight: 1 }
  - answer: { subscriber: a, with: fail }
  - until: { failed: 1, inFlight: 1 }
  - answer: { subscriber: a, with: ack }
expect: [{ count: { acked: 2, failed: 1 } }]
`);
    expect(verdicts(played)).toMatchObject([{ state: 'held' }]);
  });

  test('until is content with more than it asks for', async () => {
    const { outcome } = await play(`
subscribers: [{ name: a, topic: t }]
steps: [{ publish: { topic: t, payload: x, count: 10 } }, { until: { acked: 5 } }]
expect: [{ count: { acked: 10 } }]
`);
    expect(outcome).toMatchObject({ state: 'passed' });
  });

  test('the delivery that has waited longest is answered, not the message that was sent first', async () => {
    const played = await play(`
subscribers: [{ name: a, topic: t, behaviour: manual, prefetch: 2, retry: { delay: 1ms } }]
steps:
  - publish: { topic: t, payload: first }
  - publish: { topic: t, payload: second }
  - until: { inFlight: 2 }
  - answer: { subscriber: a, with: fail }
  - until: { delivered: 3 }
  - answer: { subscriber: a, with: ack }
expect: [{ received: { subscriber: a, payloads: [second] } }]
`);
    expect(verdicts(played)).toMatchObject([{ state: 'held' }]);
  });

  test('a crash is one interruption, and no attempt', async () => {
    const played = await play(`
subscribers: [{ name: a, topic: t, behaviour: hang }]
steps:
  - publish: { topic: t, payload: x }
  - until: { inFlight: 1 }
  - crash: a
  - behave: { subscriber: a, behaviour: ack }
expect: [{ count: { acked: 1, interrupted: 1 } }, { attempts: { topic: t, each: 1 } }]
`);
    expect(verdicts(played).map(({ state }) => state)).toEqual(['held', 'held']);
  });
});

test('it ends with the signal, and says so', async () => {
  const stop = new AbortController();
  const running = play('steps: [{ wait: 1h }]', stop.signal);
  stop.abort();
  expect((await running).outcome).toMatchObject({ state: 'stopped' });
});

test('what it made is gone afterwards: dead letters of its own', async () => {
  const { events } = await play(`
subscribers: [{ name: a, topic: t, behaviour: always, retry: { maxRetries: 0 } }]
steps: [{ publish: { topic: t, payload: x, count: 2 } }]
expect: [{ deadLetters: { topic: t, count: 2, left: 2 } }]
`);
  expect(events.filter(({ type }) => type === 'discarded').length).toBe(2);
});

test('what happens on other topics is not its business', async () => {
  const { outcome } = await play(`
subscribers: [{ name: a, topic: t }]
steps: [{ publish: { topic: t, payload: x } }]
expect: [{ count: { published: 1 } }]
`);
  expect(Object.keys(outcome.figures).every((name) => name.startsWith('t:'))).toBe(true);
});
