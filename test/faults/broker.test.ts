import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { EventBus } from '../../electron/bus/event-bus';
import { Broker } from '../support/broker';
import { everything } from '../support/broker-access';
import { factsOf } from '../support/broker-facts';
import { slackMs } from '../support/busy-machine';
import { Latch } from '../support/latch';
import { connectedBus, publishMany, type RabbitmqBusOptions, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { until } from '../support/until';

/** This file's own: it is killed, stopped, frozen and starved. */
let broker: Broker;

beforeAll(async () => {
  broker = await Broker.start({
    config: [
      // How long a delivery may stay unanswered, ms.
      'consumer_timeout = 4000',
    ],
  });
});

// A test that failed half way may have left it dead.
beforeEach(() => broker.ensureRunning());

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

const connected = (options: Partial<RabbitmqBusOptions> = {}) =>
  connectedBus({ connection: { url: broker.url(), heartbeatSeconds: 1 }, ...options });

function ready(bus: EventBus): Promise<unknown> {
  return until('it is ready', () => bus.status.state === 'ready', { timeoutMs: 30_000 });
}

const fail = () => {
  throw new Error('on purpose');
};

test('killed while messages are sent and one is in hand: each publish settles once, no late ack, and all works after the restart', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  const latch = new Latch();
  const one = await subscribe(bus, topic, () => latch.opened);
  await bus.publish({ topic, body: Buffer.from('in hand') });
  await recorder.seen('delivered', 1);
  const sends: Promise<unknown>[] = [];
  let killed = false;
  const sending = (async () => {
    // So that some are on their way whenever the kill comes.
    while (!killed) {
      sends.push(...publishMany(bus, topic, 20));
      await Promise.race(sends.slice(-20)).catch(() => undefined);
      await new Promise(setImmediate);
    }
  })();
  await until('some are confirmed', () => recorder.of('confirmed').length > 200);
  await broker.kill();
  killed = true;
  await sending;
  const results = await Promise.allSettled(sends);
  const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  expect(codes.length).toBeGreaterThan(0);
  for (const code of codes) expect(['unknown-outcome', 'not-connected']).toContain(code);
  await recorder.seen('interrupted', 1);
  latch.open();
  await broker.restart();
  await ready(bus);
  await until('it consumes', () => one.state === 'consuming');
  expect(recorder.of('acked')).toEqual([]);
  await bus.publish({ topic, body: Buffer.from('after') });
  await recorder.seen('acked', 1);
}, 60_000);

test('stopped in order: told as such, and taken up again after the restart; dead letters and delayed retries are still there', async () => {
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: 15_000 } } as const;
  const { bus, recorder } = await connected({ retry });
  const [waiting, dying] = [randomTopic(), randomTopic()];
  const failing = await subscribe(bus, waiting, fail);
  const { messageId: waits } = await bus.publish({ topic: waiting, body: Buffer.from('waits') });
  await recorder.seen('retryScheduled', 1);
  const once = { maxRetries: 0, delay: { type: 'immediate' } } as const;
  await bus.subscribe({ topic: dying, name: 'a', retry: once, handler: fail });
  const { messageId: died } = await bus.publish({ topic: dying, body: Buffer.from('died') });
  await recorder.seen('deadLettered', 1);
  await failing.close();
  await subscribe(bus, waiting);
  await until('the broker has them', async () => (await bus.deadLetters(dying)).total === 1);

  await broker.stop();
  await until('it has noticed', () => bus.status.state === 'reconnecting');
  expect(
    recorder
      .of('connection')
      .map(({ status }) => status.reason)
      .join(),
  ).toMatch(/shut down/);
  await broker.restart();
  await ready(bus);
  const { letters } = await bus.deadLetters(dying);
  expect(letters.map(({ message }) => message.id)).toEqual([died]);
  // Where the restart took longer than the delay, its topic was not there at the end of it: then it is a dead letter.
  await until(
    'the delayed retry has come, or is a dead letter',
    async () => {
      const acked = recorder.of('acked').find(({ messageId }) => messageId === waits);
      const returned = recorder.of('retryReturned').find(({ messageId }) => messageId === waits);
      expect(acked?.attempt ?? 1 + (returned?.attempts ?? Number.NaN)).toBe(2);
      return true;
    },
    { timeoutMs: 30_000 },
  );
}, 90_000);

test('dead letters survive a kill', async () => {
  const once = { maxRetries: 0, delay: { type: 'immediate' } } as const;
  const { bus, recorder } = await connected({ retry: once });
  const topic = randomTopic();
  await subscribe(bus, topic, fail);
  const receipts = await Promise.all(publishMany(bus, topic, 50));
  await recorder.seen('deadLettered', 50);
  // A broker may keep a queue that is new in memory only for some time, up to 2 s: see docs/faults.md.
  await broker.ctl('eval', 'mnesia:sync_log().');
  await broker.kill();
  await broker.restart();
  await ready(bus);
  const { letters } = await bus.deadLetters(topic);
  expect(letters.map(({ message }) => message.id)).toEqual(receipts.map(({ messageId }) => messageId));
}, 60_000);

test('frozen: noticed within three heartbeats, nothing hangs, and taken up again when it thaws', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  await subscribe(bus, topic);
  await broker.freeze();
  onTestFinished(() => broker.thaw());
  const begun = performance.now();
  const results = await Promise.allSettled(publishMany(bus, topic, 10));
  expect(performance.now() - begun).toBeLessThan(3 * 1000 + slackMs);
  expect(results.map(({ status }) => status)).not.toContain('fulfilled');
  broker.thaw();
  await ready(bus);
  await until('it can publish', () =>
    bus.publish({ topic, body: Buffer.from('after') }).then(
      () => true,
      () => false,
    ),
  );
  await until('it is handled', () => recorder.of('acked').length > 0);
});

test('an operator closes the connections: they are opened again', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  await subscribe(bus, topic);
  await broker.ctl('close_all_connections', 'for a test');
  await until('it has noticed', () =>
    recorder.of('connection').some(({ status: { state } }) => state === 'reconnecting'),
  );
  await ready(bus);
  await until('it can publish', () => bus.publish({ topic, body: Buffer.from('x') }).then(() => true));
  await until('it is handled', () => recorder.of('acked').length > 0);
});

test('the virtual host is deleted under the bus: it stops and says why', async () => {
  const vhost = await broker.addVhost();
  const { bus } = await connected({ connection: { url: broker.url({ vhost }) } });
  await subscribe(bus, randomTopic());
  await broker.ctl('delete_vhost', vhost);
  await until('it has stopped', () => bus.status.state === 'failed', { timeoutMs: 20_000 });
  expect(bus.status.error).toMatchObject({ code: 'vhost-refused' });
});

test('the password is changed under the bus: it stops at the next reconnect and says why', async () => {
  const user = randomTopic('user');
  await broker.addUser(user, 'old', everything);
  const { bus } = await connected({ connection: { url: broker.url({ user, password: 'old' }) } });
  await broker.ctl('change_password', user, 'new');
  await broker.ctl('close_all_connections', 'for a test');
  await until('it has stopped', () => bus.status.state === 'failed', { timeoutMs: 20_000 });
  expect(bus.status.error).toMatchObject({ code: 'login-refused' });
});

/** A subscriber that does not answer its first delivery until the latch is opened; another one keeps the topic meanwhile. */
async function unanswered(queues: 'compatible' | 'durable') {
  const options = { connection: { url: broker.url(), heartbeatSeconds: 1, queues } };
  const { bus, recorder } = await connectedBus(options);
  const topic = randomTopic();
  const latch = new Latch();
  let runs = 0;
  const subscription = await subscribe(bus, topic, () => {
    runs += 1;
    return runs === 1 ? latch.opened : undefined;
  });
  await bus.publish({ topic, body: Buffer.from('x') });
  await until('it is in hand', () => runs === 1);
  const { bus: keeper, recorder: kept } = await connectedBus(options);
  await subscribe(keeper, topic);
  return {
    latch,
    isTakenBack: async () => {
      await until('it was taken away', () => recorder.of('interrupted').length > 0, { timeoutMs: 20_000 });
      const reasons = recorder.of('subscriberChanged').map(({ reason }) => reason);
      expect(reasons).toContainEqual(expect.stringMatching(/unanswered for longer than the broker waits/));
    },
    isHandledOnce: async () => {
      await until('it consumes', () => subscription.state === 'consuming');
      const acks = () => recorder.of('acked').length + kept.of('acked').length;
      await until('somebody handled it', () => acks() === 1);
      for (const { attempt } of [...recorder.of('delivered'), ...kept.of('delivered')])
        expect(attempt).toBe(1);
      expect(bus.status.state).toBe('ready');
    },
    interrupted: () => recorder.of('interrupted'),
  };
}

test('a delivery unanswered for longer than the broker waits comes again, or stays in hand where it does not wait', async () => {
  // How often a channel looks; a minute else.
  await broker.ctl('eval', 'application:set_env(rabbit, channel_tick_interval, 1000).');
  const [classic, quorum] = [await unanswered('compatible'), await unanswered('durable')];
  await quorum.isTakenBack();
  if ((await factsOf(broker)).takesBackFromClassic) {
    await classic.isTakenBack();
    await classic.isHandledOnce();
    classic.latch.open();
  } else {
    expect(classic.interrupted()).toEqual([]);
    classic.latch.open();
    await classic.isHandledOnce();
  }
  await quorum.isHandledOnce();
  quorum.latch.open();
}, 60_000);
