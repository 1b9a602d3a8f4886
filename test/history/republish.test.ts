import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Recorder } from '../../electron/session/recording/recorder';
import { Recordings } from '../../electron/session/recording/recordings';
import { Session } from '../../electron/session/session';
import type { BusEventOf } from '../../shared/bus/bus-event';
import { defaultRetryPolicy } from '../../shared/bus/connection';
import type { MessageSummary } from '../../shared/bus/message';
import type { ActiveProfile } from '../../shared/window/profile';
import type { RepublishStatus } from '../../shared/window/recording';
import { message } from '../store/events';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

const inMemory = { kind: 'memory', retry: defaultRetryPolicy } as const;

interface Sent extends Partial<MessageSummary> {
  readonly id: string;
  readonly at: number;
}

/** A session on the in-memory bus, and an opened recording of these messages. */
async function useRecording(sent: readonly Sent[], profile?: ActiveProfile) {
  const folder = await makeFolder('republish');
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'orders.ndjson');
  const recorder = await Recorder.start({ path });
  for (const { at, id, ...fields } of sent) {
    const summary = { ...message(id), ...fields };
    recorder.add(
      { type: 'published', seq: at, at, message: summary },
      { ...summary, body: Buffer.from(summary.preview.text) },
    );
  }
  await recorder.stop();

  const session = new Session({ of: () => undefined, keep: () => {} });
  onTestFinished(() => session.close());
  const published: BusEventOf<'published'>[] = [];
  session.onEvent((event) => {
    if (event.type === 'published') published.push(event);
  });
  await session.connect(inMemory, profile);
  const recordings = new Recordings(() => {});
  onTestFinished(() => recordings.close());
  const { id } = await recordings.open(path);
  const isIn = (state: RepublishStatus['state']) =>
    until(`it is ${state}`, () => {
      const { republish } = recordings.state();
      return republish?.state === state && republish;
    });
  const publish = (factor: number, confirmedTopic?: string) =>
    recordings.publish({ recordingId: id, factor, confirmedTopic }, (deed) => session.outlet(deed));
  return { session, recordings, published, publish, isIn };
}

const live: ActiveProfile = {
  id: crypto.randomUUID(),
  name: 'Live',
  colour: 0,
  kind: 'memory',
  url: '',
  readOnly: false,
  production: true,
  prefetch: 1,
};

const anHourApart = [
  { id: 'm-1', at: 0 },
  { id: 'm-2', at: 3_600_000 },
];

for (const [how, change] of [
  ['another is opened', (session: Session) => session.connect(inMemory)],
  ['it is closed', (session: Session) => session.disconnect()],
] as const) {
  test(`a recording that is published again ends with its connection when ${how}`, async () => {
    const { session, recordings, published, publish, isIn } = await useRecording(anHourApart);
    publish(1);
    await until('the first is sent', () => recordings.state().republish?.done === 1);
    await change(session);
    expect(await isIn('cancelled')).toMatchObject({
      done: 1,
      total: 2,
      failed: 0,
      reason: 'The connection it went to was closed.',
    });
    expect(published).toHaveLength(1);
  });
}

test('a recording does not follow to the connection that is opened while it is published again', async () => {
  const many = Array.from({ length: 2000 }, (_, n) => ({ id: `m-${n}`, at: n }));
  const { session, published, publish, isIn } = await useRecording(many);
  publish(0);
  await until('it has begun', () => published.length > 0, { everyMs: 0 });
  await session.connect(inMemory);
  const before = published.length;
  const { done } = await isIn('cancelled');
  expect(done).toBeLessThan(2000);
  expect(published).toHaveLength(before);
});

for (const [topics, name, sentence] of [
  [['orders', 'orders'], 'orders', '2 messages of orders would be published: type the topic’s name'],
  [
    ['orders', 'refunds'],
    'Live',
    '2 messages of several topics would be published: type the connection’s name',
  ],
] as const) {
  test(`production wants ${name} typed before a recording of ${topics.join(' and ')} is published again`, async () => {
    const sent = topics.map((topic, n) => ({ id: `m-${n}`, at: n, topic }));
    const { published, publish, isIn } = await useRecording(sent, live);
    for (const typed of [undefined, '', 'refunds']) {
      expect(() => publish(0, typed)).toThrow(sentence);
    }
    expect(published).toHaveLength(0);
    publish(0, name);
    await isIn('done');
    expect(published.map(({ message: { topic } }) => topic)).toEqual(topics);
  });
}

test('production does not ask before a recording of one message is published again', async () => {
  const { publish, isIn } = await useRecording([{ id: 'm-1', at: 0 }], live);
  publish(0);
  expect(await isIn('done')).toMatchObject({ done: 1, failed: 0 });
});

test('a recording is not published again on a read-only connection, nor goes on when it becomes one', async () => {
  const { session, recordings, published, publish, isIn } = await useRecording(anHourApart, {
    ...live,
    production: false,
  });
  publish(1);
  await until('the first is sent', () => recordings.state().republish?.done === 1);
  session.updateProfile({ ...live, readOnly: true });
  expect(await isIn('cancelled')).toMatchObject({ done: 1, reason: 'Live is a read-only connection now.' });
  expect(() => publish(0)).toThrow('Live is a read-only connection: nothing can be published on it.');
  expect(published).toHaveLength(1);
});

test('a message that is published again is what was recorded, placeholders and all', async () => {
  const literal = {
    headers: { trace: '{{uuid}}', n: 1 },
    properties: { correlationId: '{{seq}}', contentType: 'text/plain' },
    preview: { format: 'text', text: 'Dear {{name}}, {{uuid}}', truncated: false },
  } as const;
  const { session, published, publish, isIn } = await useRecording([{ id: 'm-1', at: 0, ...literal }]);
  publish(0);
  await isIn('done');
  expect(published[0]?.message).toMatchObject(literal);
  const body = session.history.body(published[0]?.message.id ?? '');
  expect(Buffer.from(body ?? []).toString()).toBe('Dear {{name}}, {{uuid}}');
});

test('a message that cannot be published again is counted with the reason', async () => {
  const { published, publish, isIn } = await useRecording([
    { id: 'm-1', at: 0, topic: 'amq.reserved' },
    { id: 'm-2', at: 1 },
  ]);
  publish(0);
  expect(await isIn('done')).toMatchObject({
    done: 2,
    failed: 1,
    reason: 'Topics that start with "amq." are reserved by the broker.',
  });
  expect(published).toHaveLength(1);
});
