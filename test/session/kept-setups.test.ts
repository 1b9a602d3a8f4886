import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Session } from '../../electron/session/session';
import { KeptSetups } from '../../electron/session/settings/kept-setups';
import { SettingsStore } from '../../electron/session/settings/settings-store';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { ackAlways } from '../../shared/bus/behaviour';
import { profileSchema } from '../../shared/window/profile';
import { sendSchema } from '../../shared/window/send';
import { type BrokerAccess, everything } from '../support/broker-access';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { makeFolder, removeFolder } from '../support/temporary-folder';

let broker: BrokerAccess;

beforeAll(async () => {
  broker = await sharedBroker();
});

/** A user who may do everything at first; `forbid` takes away what has to do with one topic. */
async function newUser() {
  const vhost = await broker.addVhost();
  const user = randomTopic('user');
  await broker.addUser(user, 'secret', { ...everything, vhost });
  return {
    url: broker.url({ user, password: 'secret', vhost }),
    forbid: (topic: string) => broker.permit(user, vhost, { ...everything, configure: `^(?!${topic}$)` }),
    allow: () => broker.permit(user, vhost, everything),
  };
}

/** A folder of user data, and the app's session on it; one after another, as the app is started again and again. */
async function userData() {
  const folder = await makeFolder('session');
  onTestFinished(() => removeFolder(folder));
  return async (url: string) => {
    const settings = new SettingsStore(join(folder, 'settings.json'));
    const session = new Session(new KeptSetups(settings));
    const quit = async () => {
      await session.close();
      await settings.flush();
    };
    onTestFinished(quit);
    await session.connect(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url }));
    return { session, settings, quit };
  };
}

const subscriber = (topic: string, name: string, count = 1) => ({
  topic,
  name,
  count,
  prefetch: 1,
  behaviour: ackAlways,
});
const namesOf = (those: readonly { name: string }[]) => those.map(({ name }) => name).sort();

test('a subscriber that is refused when those of the last time are opened is told, and kept', async () => {
  const start = await userData();
  const user = await newUser();
  const first = await start(user.url);
  await first.session.addSubscribers(subscriber('closed', 'lost'));
  await first.session.addSubscribers(subscriber('open', 'found', 2));
  await first.quit();

  await user.forbid('closed');
  const second = await start(user.url);
  const refused = await second.session.reopenSubscribers().catch((error: unknown) => error);
  expect(refused).toMatchObject({ message: expect.stringContaining('Not opened again: lost of closed.') });
  expect(namesOf(second.session.state().subscribers)).toEqual(['found-1', 'found-2']);
  // Neither is it given up when the others are changed.
  await second.session.addSubscribers(subscriber('open', 'more'));
  await second.quit();

  await user.allow();
  const third = await start(user.url);
  expect(namesOf(third.session.state().reopenable)).toEqual(['found-1', 'found-2', 'lost', 'more']);
  expect(await third.session.reopenSubscribers()).toHaveLength(4);
});

test('a subscriber that is refused takes nothing of the last time away', async () => {
  const start = await userData();
  const user = await newUser();
  const first = await start(user.url);
  await first.session.addSubscribers(subscriber('open', 'worker', 2));
  await first.quit();

  await user.forbid('closed');
  const second = await start(user.url);
  await expect(second.session.addSubscribers(subscriber('closed', 'lost'))).rejects.toThrow();
  await second.quit();

  const third = await start(user.url);
  expect(namesOf(third.session.state().reopenable)).toEqual(['worker-1', 'worker-2']);
  // Who begins anew gives them up.
  await third.session.addSubscribers(subscriber('open', 'other'));
  await third.quit();
  const fourth = await start(user.url);
  expect(namesOf(fourth.session.state().reopenable)).toEqual(['other']);
});

test('those of the last time are opened once, however often they are asked for', async () => {
  const start = await userData();
  const { url } = await newUser();
  const first = await start(url);
  await first.session.addSubscribers(subscriber('orders', 'worker', 3));
  await first.quit();

  const { session } = await start(url);
  await Promise.all([session.reopenSubscribers(), session.reopenSubscribers()]);
  await session.reopenSubscribers();
  expect(namesOf(session.state().subscribers)).toEqual(['worker-1', 'worker-2', 'worker-3']);
});

test('a connection that ends while they are opened loses none of them', async () => {
  const start = await userData();
  const { url } = await newUser();
  const first = await start(url);
  await first.session.addSubscribers(subscriber('orders', 'worker', 20));
  await first.quit();

  const second = await start(url);
  const firstOne = new Promise<void>((resolve) => {
    second.session.onEvent(({ type }) => type === 'subscriberAdded' && resolve());
  });
  const reopening = second.session.reopenSubscribers().catch((error: unknown) => error);
  await firstOne;
  await second.quit();
  // Those who are left are not all named.
  expect(await reopening).toMatchObject({ message: expect.stringMatching(/ and \d+ more\. /) });

  const third = await start(url);
  expect(third.session.state().reopenable).toHaveLength(20);
});

test('a name as long as a name may be is still there with its number', async () => {
  const start = await userData();
  const { url } = await newUser();
  const name = 'n'.repeat(64);
  const first = await start(url);
  await first.session.addSubscribers(subscriber('orders', name, 2));
  await first.quit();

  const second = await start(url);
  expect(second.settings.problems).toEqual([]);
  expect(namesOf(second.session.state().reopenable)).toEqual([`${name}-1`, `${name}-2`]);
});

test('a paused subscriber comes back paused, and begins nothing', async () => {
  const start = await userData();
  const user = await newUser();
  const topic = randomTopic();
  const first = await start(user.url);
  const [added] = await first.session.addSubscribers(subscriber(topic, 'still'));
  await first.session.pauseSubscriber({ subscriberId: added?.id ?? '', paused: true });
  await first.quit();

  const second = await start(user.url);
  const delivered: unknown[] = [];
  second.session.onEvent((event) => event.type === 'acked' && delivered.push(event));
  await second.session.reopenSubscribers();
  const [back] = second.session.state().subscribers;
  expect(back).toMatchObject({ name: 'still', state: 'paused' });
  expect(delivered).toEqual([]);
  await second.session.pauseSubscriber({ subscriberId: back?.id ?? '', paused: false });
  await second.quit();
  expect(second.settings.current.setups[0]?.setup.subscribers).toMatchObject([{ name: 'still' }]);
  expect(second.settings.current.setups[0]?.setup.subscribers[0]?.paused).toBeUndefined();
});

test('a saved connection that is deleted while it is in use is kept under its broker’s name from then on', async () => {
  const start = await userData();
  const user = await newUser();
  const { session, settings, quit } = await start(user.url);
  const profile = profileSchema.parse({ id: randomUUID(), name: 'Mine', kind: 'rabbitmq', url: user.url });
  await session.connect(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url: user.url }), profile);
  await session.addSubscribers(subscriber(randomTopic(), 'one'));
  const places = () => settings.current.setups.map(({ connection }) => connection);
  expect(places()).toContain(profile.id);
  session.forgetProfile(profile.id);
  settings.deleteProfile(profile.id);
  await session.addSubscribers(subscriber(randomTopic(), 'two'));
  expect(session.state().profile).toBeUndefined();
  expect(places()).not.toContain(profile.id);
  expect(places()).toContain(session.state().connection.endpoint);
  await quit();
  expect(places()).not.toContain(profile.id);
});

test('a saved connection that is deleted before its turn has come is not opened, and nothing is kept under its id', async () => {
  const start = await userData();
  const user = await newUser();
  const { session, settings, quit } = await start(user.url);
  await session.addSubscribers(subscriber(randomTopic(), 'one'));
  const profile = profileSchema.parse({ id: randomUUID(), name: 'Mine', kind: 'rabbitmq', url: user.url });
  settings.saveProfile(profile);
  const opening = session.connect(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url: user.url }), profile);
  session.forgetProfile(profile.id);
  settings.deleteProfile(profile.id);
  await expect(opening).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('Mine'),
  });
  // The one that was open is open still.
  await session.addSubscribers(subscriber(randomTopic(), 'two'));
  await quit();
  expect(settings.current.setups.map(({ connection }) => connection)).not.toContain(profile.id);
});

test('a read-only connection that is deleted while it is in use stays read-only until it is left', async () => {
  const start = await userData();
  const user = await newUser();
  const { session } = await start(user.url);
  const options = rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url: user.url });
  const form = { id: randomUUID(), name: 'Mine', kind: 'rabbitmq', url: user.url, readOnly: true };
  const send = () =>
    session.send(
      'publish',
      sendSchema.parse({
        sendId: randomUUID(),
        topic: randomTopic(),
        payload: { format: 'text', text: 'x' },
      }),
    );
  await session.connect(options, profileSchema.parse(form));
  session.forgetProfile(form.id);
  await expect(send()).rejects.toMatchObject({ code: 'read-only' });
  await session.connect(options);
  expect(await send()).toMatchObject({ outcome: 'held' });
});
