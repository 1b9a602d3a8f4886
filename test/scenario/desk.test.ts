import { expect, onTestFinished, test } from 'vitest';
import { ScenarioDesk } from '../../electron/scenario/desk';
import { Session } from '../../electron/session/session';
import { ackAlways } from '../../shared/bus/behaviour';
import { defaultRetryPolicy } from '../../shared/bus/connection';
import type { ScenarioPlay } from '../../shared/ipc/requests-scenario';
import type { ActiveProfile } from '../../shared/window/profile';
import { until } from '../support/until';

const orders = `scenario: Two orders
variables: { orders: "orders-{{run}}" }
subscribers:
  - { name: clerk, topic: "{{orders}}" }
steps:
  - publish: { topic: "{{orders}}", payload: { order: 1 } }
  - publish: { topic: "{{orders}}", payload: { order: 2 } }
  - wait: 1h
expect:
  - count: { topic: "{{orders}}", acked: 2 }
`;
const short = orders.replace('1h', '1ms');

async function desk(profile?: Partial<ActiveProfile>) {
  const kept: string[] = [];
  const session = new Session({
    of: () => undefined,
    keep: (_, { subscribers }) => kept.splice(0, kept.length, ...subscribers.map(({ name }) => name)),
  });
  onTestFinished(() => session.close());
  await session.connect(
    { kind: 'memory', retry: defaultRetryPolicy },
    profile === undefined
      ? undefined
      : ({
          id: 'p',
          name: 'Bank',
          kind: 'memory',
          readOnly: false,
          production: false,
          ...profile,
        } as ActiveProfile),
  );
  const told: ScenarioPlay[] = [];
  const scenarios = new ScenarioDesk(session, (play) => told.push(structuredClone(play)));
  onTestFinished(() => scenarios.close());
  const last = () => told.at(-1);
  const done = () => last()?.outcome.steps.filter(({ state }) => state === 'done').length;
  const is = (state: ScenarioPlay['state']) => until(`it is ${state}`, () => last()?.state === state);
  return { session, scenarios, told, last, done, is, kept };
}

test('step by step, each when it is asked for, and then what is left', async () => {
  const { scenarios, last, done, is } = await desk();
  for (const many of [1, 2, 3]) {
    await scenarios.play({ text: short, pace: 'step' });
    await until(`${many} are done`, () => done() === many && last()?.state === 'paused');
  }
  await scenarios.play({ text: short, pace: 'step' });
  await is('over');
  // The wait for what is expected belongs to the last step.
  expect(last()?.outcome.state).toBe('passed');
});

test('a text that was changed meanwhile begins anew, and takes away what was there', async () => {
  const { scenarios, session, last, done, is } = await desk();
  await scenarios.play({ text: orders, pace: 'step' });
  await is('paused');
  const first = last()?.id;
  await scenarios.play({ text: orders.replace('clerk', 'other'), pace: 'step' });
  await until('the other is there', () => last()?.id !== first && done() === 1);
  expect(session.state().subscribers.map(({ name }) => name)).toEqual(['other']);
});

test('its subscribers are not those of the next start, and go without those of the person', async () => {
  const { scenarios, session, is, kept } = await desk();
  const mine = { topic: 'orders', name: 'mine', count: 1, prefetch: 1, behaviour: ackAlways };
  await session.addSubscribers(mine);
  await scenarios.play({ text: short, pace: 'whole' });
  await is('over');
  expect(session.state().subscribers.map(({ name }) => name)).toEqual(['mine', 'clerk']);
  expect(kept).toEqual(['mine']);
  await scenarios.tidy();
  expect(session.state().subscribers.map(({ name }) => name)).toEqual(['mine']);
});

test('stopped while it waits, and when the connection is left', async () => {
  const { scenarios, session, last, is } = await desk();
  await scenarios.play({ text: orders, pace: 'whole' });
  await until('it waits', () => last()?.outcome.steps.at(-1)?.state === 'running');
  await expect(scenarios.play({ text: orders, pace: 'whole' })).rejects.toThrow('Stop it first');
  await scenarios.stop();
  expect(last()?.outcome.state).toBe('stopped');
  await scenarios.play({ text: orders, pace: 'whole' });
  await until('it waits again', () => last()?.outcome.steps.at(-1)?.state === 'running');
  await session.disconnect();
  await is('over');
  expect(last()?.outcome.state).toBe('stopped');
  await expect(scenarios.play({ text: orders, pace: 'whole' })).rejects.toMatchObject({
    code: 'not-connected',
  });
});

test('a read-only connection refuses it, and a production one wants its name', async () => {
  const { scenarios, told } = await desk({ readOnly: true });
  await expect(scenarios.play({ text: short, pace: 'whole' })).rejects.toMatchObject({ code: 'read-only' });
  expect(told).toEqual([]);
  const production = await desk({ production: true });
  await expect(production.scenarios.play({ text: short, pace: 'whole' })).rejects.toMatchObject({
    code: 'confirmation-needed',
  });
  await production.scenarios.play({ text: short, pace: 'whole', confirmedTopic: 'Bank' });
  await production.is('over');
  expect(production.last()?.outcome.state).toBe('passed');
});

test('what is not as it may be taken to be is told', async () => {
  const { scenarios, session } = await desk();
  const mine = { topic: 'orders', name: 'mine', count: 1, prefetch: 1, behaviour: ackAlways };
  await session.addSubscribers(mine);
  const text = `bus: amqp://me:secret@shop:5672\n${orders.replace('orders-{{run}}', 'orders')}`;
  const { notes, rows, problems } = await scenarios.check({ text });
  expect(problems).toEqual([]);
  expect(rows).toEqual(['']);
  expect(notes.join('\n')).toMatch(/names amqp:\/\/me:••••@shop:5672; .*In-memory/);
  expect(notes.join('\n')).toContain('mine is on its topics, too');
});

test('a text that is in no file yet names no other file', async () => {
  const { scenarios } = await desk();
  const { problems } = await scenarios.check({ text: `setup: [common.yaml]\n${orders}` });
  expect(problems.map(({ message }) => message)).toEqual([
    'common.yaml is looked for beside the scenario, which is in no file yet. Save it first.',
  ]);
});
