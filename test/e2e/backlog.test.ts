import { expect } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { test } from '../support/own-broker';

test('the last subscriber of a topic in which messages wait is removed only after a question', async ({
  launch,
  broker,
}) => {
  const { page } = await launch();
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
