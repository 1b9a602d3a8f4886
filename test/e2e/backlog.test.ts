import { expect, test } from '../support/app';
import { everything } from '../support/broker-access';
import { BusdeckWindow } from '../support/busdeck-window';
import { randomTopic } from '../support/random-topic';
import { newConnection } from '../support/saved-connections';

test('the last subscriber of a topic in which messages wait is removed only after a question', async ({
  launched,
  broker,
}) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await window.addSubscribers('jobs', 'stuck', 1, 'hang');
  await window.compose('jobs', '{"n":{{seq}}}', 5);
  await window.send('publish', 'routed');
  await window.expectCounter('stuck', 'in-flight', 1);
  const remove = window.pane('stuck').getByTestId('pane-remove');
  const inJobs = async () => {
    const queues = await broker.list('list_queues', 'name', 'messages');
    return queues.find(({ name }) => name === 'jobs')?.messages;
  };

  await remove.click();
  const question = page.getByRole('dialog', { name: 'Remove the last subscriber?' });
  await expect(question).toContainText('4 messages wait in “jobs” and go with its last subscriber');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toHaveCount(0);
  await expect(window.panes).toHaveCount(1);
  expect(await inJobs()).toBe(5);

  await remove.click();
  await page.getByTestId('confirm').click();
  await expect(window.panes).toHaveCount(0);
  await expect.poll(inJobs).toBeUndefined();

  // Nothing waits: nothing is asked.
  await window.addSubscribers('jobs', 'idle');
  await window.pane('idle').getByTestId('pane-remove').click();
  await expect(window.panes).toHaveCount(0);
});

test('Disconnect, another connection and quitting ask as well, with the number; who stays loses nothing', async ({
  launch,
  broker,
}) => {
  const { app, page } = await launch();
  const window = new BusdeckWindow(page);
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await window.addSubscribers('bills', 'stuck', 1, 'hang');
  await window.addSubscribers('mails', 'stuck', 1, 'hang');
  for (const topic of ['bills', 'mails']) {
    await window.compose(topic, '{"n":{{seq}}}', 5);
    await window.send('publish', 'routed');
  }
  for (const at of [0, 1]) {
    const counter = window.panes.nth(at).locator('[data-testid=counter][data-counter=in-flight]');
    await expect(counter).toHaveAttribute('data-value', '1');
  }
  const waiting = async () => {
    const queues = await broker.list('list_queues', 'name', 'messages');
    return queues
      .filter(({ name }) => ['bills', 'mails'].includes(String(name)))
      .map(({ messages }) => messages);
  };
  const words = '8 messages wait in “bills”, “mails” and go with their last subscribers';
  const inHand = 'So do 2 that are in hand and not answered yet.';

  await page.getByTestId('disconnect').click();
  const leaving = page.getByRole('dialog', { name: 'Disconnect?' });
  await expect(leaving).toContainText(words);
  await expect(leaving).toContainText(inHand);
  await page.keyboard.press('Escape');
  await expect(leaving).toHaveCount(0);
  await window.expectState('ready');

  await page.getByTestId('connection-kind').selectOption({ label: 'In-memory' });
  await page.getByTestId('connect').click();
  const other = page.getByRole('dialog', { name: 'Leave this connection?' });
  await expect(other).toContainText(words);
  await other.getByRole('button', { name: 'Cancel' }).click();
  await expect(other).toHaveCount(0);
  await window.expectState('ready');

  /** Closes the window as a person does, and answers the question. */
  const quit = (response: number) =>
    app.evaluate(async ({ BrowserWindow, dialog }, answer) => {
      const asked = new Promise<string>((resolve) => {
        dialog.showMessageBox = async (...args: unknown[]) => {
          resolve(String((args.at(-1) as { detail?: string }).detail));
          return { response: answer, checkboxChecked: false };
        };
      });
      BrowserWindow.getAllWindows()[0]?.close();
      return asked;
    }, response);
  expect(await quit(0)).toContain(words);
  await window.expectState('ready');
  expect(await waiting()).toEqual([5, 5]);

  const closed = app.waitForEvent('close');
  expect(await quit(1)).toContain(words);
  await closed;
});

test('Keep alive holds a topic without subscribers; where it is not permitted the status says so', async ({
  launched,
  broker,
}) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  async function connectKept(name: string, url: string): Promise<void> {
    await newConnection(page, name, url);
    await page.getByLabel('Topic with no subscriber').selectOption({ label: 'Keep alive' });
    await page.getByTestId('profile-connect').click();
    await window.expectState('ready');
  }
  await connectKept('Kept', broker.url());
  await window.addSubscribers('held', 'short');
  await window.pane('short').getByTestId('pane-remove').click();
  await expect(window.panes).toHaveCount(0);
  await window.compose('held', '{"n":1}');
  await window.send('publish', 'held');
  await expect(window.status).not.toContainText('not kept alive');
  await window.addSubscribers('held', 'later');
  await window.expectCounter('later', 'acked', 1);

  const user = { user: randomTopic('user'), password: 'secret' };
  await broker.addUser(user.user, user.password, { ...everything, configure: '^(?!amq\\.gen).*' });
  await connectKept('Not kept', broker.url(user));
  await expect(window.status).toContainText('Topics are not kept alive. The user may not do that');
});
