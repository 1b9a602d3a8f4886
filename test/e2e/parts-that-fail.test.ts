import { expect, test } from '../support/backends';

/** A part of the window that cannot be drawn says so, and the rest goes on. */

/** What the window's parts are drawn with stops working, as on a platform that lacks it. */
const broken = {
  log: `Array.prototype.toReversed = () => { throw new Error('toReversed is broken'); }`,
  worker: `window.Worker = class { constructor() { throw new Error('no worker can be started'); } }`,
};

test('a tab that cannot be drawn is only that tab', async ({ window, launched }) => {
  const { page } = window;
  await page.evaluate(broken.log);
  await page.getByRole('tab', { name: 'Log' }).click();
  const part = page.getByRole('tabpanel', { name: 'Log' }).getByTestId('not-drawn');
  await expect(part).toContainText('The log could not be drawn');
  await expect(part).toContainText('toReversed is broken');
  await expect(part.getByRole('button', { name: 'Draw it again' })).toBeVisible();
  await window.compose('orders', '{"n":1}');
  await window.send('publish', 'routed');
  await window.expectCounter('worker-1', 'acked', 1);
  // It is told in the console as well, and nothing else is.
  expect(launched.problems.splice(0).every((problem) => problem.includes('toReversed is broken'))).toBe(true);
});

test('a payload that cannot be drawn can be read as text or bytes, and another message is drawn', async ({
  window,
  launched,
}) => {
  const { page } = window;
  await page.evaluate(broken.worker);
  await page.evaluate(async () => {
    await Reflect.get(globalThis, 'api').publish({
      sendId: crypto.randomUUID(),
      topic: 'orders',
      payload: { format: 'text', text: 'long '.repeat(100_000) },
    });
  });
  await window.deliveries('worker-1').first().click();
  const message = page.getByTestId('message');
  const part = message.getByTestId('not-drawn');
  await expect(part).toContainText('The payload could not be drawn');
  await expect(part).toContainText('no worker can be started');
  await part.getByRole('button', { name: 'Show it in hexadecimal' }).click();
  await expect(message.getByTestId('payload-lines')).toContainText('6c 6f 6e 67');
  await window.compose('orders', '{"n":1}');
  await window.send('publish', 'routed');
  await window.deliveries('worker-2').first().click();
  await expect(message.getByRole('textbox', { name: 'Payload' })).toContainText('"n": 1');
  await expect(page.getByTestId('not-drawn')).toHaveCount(0);
  expect(launched.problems.splice(0).every((problem) => problem.includes('no worker can be started'))).toBe(
    true,
  );
});
