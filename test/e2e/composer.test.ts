import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backends, expect, test } from '../support/backends';
import { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { expectNothingSerious } from '../support/expect-accessible';
import { fillEditor } from '../support/fill-editor';
import { resizeWindow } from '../support/window-size';

// What a person composes, sends, finds again and saves.

test('placeholders are previewed, and filled in for each message', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.expectState('ready');
  await window.compose('orders', '{"n": {{seq}}, "dice": {{random 3 3}}, "of": "{{customer}}"}', 3);
  await page.getByRole('tab', { name: /^Variables/ }).click();
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByLabel('Name of variable 1').fill('customer');
  await page.getByLabel('Value of variable 1').fill('Ada');

  await page.getByTestId('preview').click();
  const previewed = page.getByTestId('previewed');
  await expect(previewed).toHaveCount(3);
  await expect(previewed.nth(0)).toContainText('{"n": 1, "dice": 3, "of": "Ada"}');
  await expect(previewed.nth(2)).toContainText('{"n": 3, "dice": 3, "of": "Ada"}');
  await page.keyboard.press('Escape');

  await window.send('publish', 'routed');
  for (const [pane, n] of [
    ['worker-1', 1],
    ['worker-2', 2],
    ['worker-3', 3],
  ] as const) {
    await expect(window.deliveries(pane).first()).toContainText(`{"n": ${n}, "dice": 3, "of": "Ada"}`);
  }
});

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('properties and headers go with the message', async ({ window }) => {
      const { page } = window;
      await window.compose('orders', '{}');
      await page.getByRole('button', { name: 'Add a header' }).click();
      await page.getByLabel('Name of header 1').fill('tenant');
      await page.getByLabel('Value of header 1').fill('{{uuid}}');
      await page.getByRole('tab', { name: /^Properties/ }).click();
      await page.getByLabel('Correlation id').fill('c-{{seq}}');
      await page.getByLabel('Priority').fill('4');
      const id = await window.send('publish', 'routed');
      await page.locator(`[data-testid=delivery][data-message-id="${id}"]`).click();
      const inspector = page.getByRole('region', { name: 'Inspector' });
      await inspector.getByText('Headers 1').click();
      await expect(inspector).toContainText(/[0-9a-f]{8}-[0-9a-f]{4}-4/);
      await inspector.getByText('Properties 3').click();
      await expect(inspector).toContainText('c-1');
    });
  });
}

test('a file’s bytes are sent as they are on the disk', async ({ launched, folder }) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  const path = join(folder, 'picture.bin');
  await writeFile(path, new Uint8Array([0xff, 0xfe, 0x00]));
  await window.compose('orders', '{}');
  await page.getByRole('combobox', { name: /format/i }).selectOption({ label: 'File' });
  await page.getByTestId('publish').click();
  await expect(window.receipt).toContainText('Choose a file');
  await answerDialogs(app, path);
  await page.getByTestId('choose-file').click();
  await expect(page.getByTestId('compose-file')).toContainText('picture.bin');
  await writeFile(path, new Uint8Array([0xff, 0xfe, 0x07]));
  await window.send('publish', 'routed');
  await expect(window.deliveries('worker-1').first()).toContainText('ff fe 07');
  await rm(path);
  await page.getByTestId('publish').click();
  await expect(window.receipt).toContainText('“picture.bin” cannot be read');
});

test('a long send shows its rate and can be cancelled', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.compose('orders', '{"n": {{seq}}}', 1000);
  await page.getByTestId('compose-rate').fill('50');
  await page.getByTestId('publish').click();
  const progress = page.getByTestId('send-progress');
  await expect(progress).toContainText(/\d+\/s/);
  await page.getByTestId('cancel-send').click();
  await expect(window.receipt).toContainText('Cancelled after');
  await expect(progress).toHaveCount(0);
});

test('what was sent is found again after a restart', async ({ launch, userData }) => {
  const first = await launch({ userData });
  const window = new BusdeckWindow(first.page);
  await window.compose('orders', '{"kept": "yes"}');
  await window.send('publish', 'routed');
  await window.send('publish', 'routed');
  await first.close();

  const { page } = await launch({ userData });
  await new BusdeckWindow(page).expectState('ready');
  await page.getByText('Sent', { exact: true }).click();
  const sent = page.getByTestId('sent-request');
  await expect(sent).toHaveCount(1);
  await expect(sent).toContainText('2 times');
  await sent.getByRole('button').click();
  await expect(page.getByTestId('compose-payload')).toContainText('"kept": "yes"');
});

test('what was written by hand and not sent can be had back, all of it, when something takes its place', async ({
  launch,
  userData,
}) => {
  const { page, close } = await launch({ userData });
  const window = new BusdeckWindow(page);
  const composer = page.getByTestId('composer');
  const payload = page.getByTestId('compose-payload');
  const undo = page.getByTestId('undo');
  const open = async (text: string) => {
    await composer.getByText('Sent', { exact: true }).click();
    await page.getByTestId('sent-request').filter({ hasText: text }).getByRole('button').click();
    await expect(payload).toContainText(text);
  };
  await expect(window.panes).toHaveCount(3);
  await window.compose('orders', '{"sent":1}');
  await window.send('publish', 'routed');
  await window.compose('orders', '{"sent":2}');
  await window.send('publish', 'routed');

  // What was sent stands in the history: nothing is offered.
  await open('{"sent":1}');
  await open('{"sent":2}');
  await expect(undo).toHaveCount(0);

  await window.compose('half', '{"written":', 7);
  await page.getByTestId('compose-rate').fill('3');
  await page.getByRole('button', { name: 'Add a header' }).click();
  await page.getByLabel('Name of header 1').fill('tenant');
  await page.getByLabel('Value of header 1').fill('bench');
  await page.getByRole('tab', { name: /^Properties/ }).click();
  await page.getByLabel('Priority').fill('4');
  await open('{"sent":1}');
  await expect(undo).toBeVisible();
  await expectNothingSerious(page);
  await undo.click();
  await expect(undo).toHaveCount(0);
  await expect(page.getByTestId('compose-topic')).toBeFocused();
  await expect(page.getByTestId('compose-topic')).toHaveValue('half');
  await expect(payload).toContainText('{"written":');
  await expect(page.getByTestId('compose-count')).toHaveValue('7');
  await expect(page.getByTestId('compose-rate')).toHaveValue('3');
  await expect(page.getByLabel('Priority')).toHaveValue('4');
  await page.getByRole('tab', { name: /^Headers/ }).click();
  await expect(page.getByLabel('Name of header 1')).toHaveValue('tenant');
  await expect(page.getByLabel('Value of header 1')).toHaveValue('bench');

  // From a message, too.
  await composer.getByText('Sent', { exact: true }).click();
  await window.deliveries('worker-1').first().click();
  await page.getByRole('button', { name: 'Put it into the composer' }).click();
  await expect(payload).toContainText('"sent": 1');
  await undo.click();
  await expect(payload).toContainText('{"written":');
  await close();

  // And what a restart brings back is still what was not sent.
  const again = await launch({ userData });
  await expect(again.page.getByTestId('compose-payload')).toContainText('{"written":');
  await again.page.getByTestId('composer').getByText('Sent', { exact: true }).click();
  await again.page.getByTestId('sent-request').first().getByRole('button').click();
  await expect(again.page.getByTestId('undo')).toBeVisible();
});

test('what was refused is in the history, too, with its reason', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await window.compose('orders', '{"half": ');
  await page.getByTestId('publish').click();
  await expect(window.receipt).toContainText('The payload is not valid JSON');
  await window.compose('orders', '{"whole": 1}');
  await page.getByTestId('disconnect').click();
  await window.expectState('closed');
  await page.getByTestId('broadcast').click();
  await expect(window.receipt).toHaveAttribute('data-outcome', 'failed');
  await page.getByText('Sent', { exact: true }).click();
  const sent = page.getByTestId('sent-request');
  await expect(sent).toHaveCount(2);
  await expect(sent.nth(0)).toContainText('Connect to a broker or to the in-memory bus first.');
  await expect(sent.nth(1)).toHaveAttribute('data-outcome', 'failed');
  await expect(sent.nth(1)).toContainText('The payload is not valid JSON');
  await sent.nth(1).getByRole('button').click();
  await expect(page.getByTestId('compose-payload')).toContainText('{"half":');
});

test('requests are saved as files, opened, renamed and deleted, and damaged ones are left alone', async ({
  launched,
  folder,
}) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  await answerDialogs(app, folder);
  await window.compose('orders', '{\n  "saved": 1\n}');
  await page.getByTestId('save-request').click();
  await page.getByTestId('choose-collection').click();
  await page.getByTestId('save-request').click();
  await page.getByTestId('save-name').fill('shop/order placed');
  await page.getByTestId('save-confirm').click();
  const saved = page.getByTestId('saved-request');
  await expect(saved).toHaveCount(1);
  const file = join(folder, 'shop', 'order placed.request.json');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    busdeck: 1,
    topic: 'orders',
    format: 'json',
    payload: ['{', '  "saved": 1', '}'],
  });

  await page.getByTestId('composer').getByText('Compose', { exact: true }).click();
  await window.compose('orders', '{}');
  await page.getByTestId('composer').getByText('Saved', { exact: true }).click();
  await saved.getByRole('button', { name: /^shop/ }).click();
  await expect(page.getByTestId('compose-payload')).toContainText('"saved": 1');

  const damaged = join(folder, 'broken.request.json');
  await writeFile(damaged, '{"busdeck": 1,');
  await page.getByTestId('composer').getByText('Saved', { exact: true }).click();
  await expect(saved).toHaveCount(2);
  await expect(saved.first()).toContainText('cannot be opened. It is not valid JSON');
  await page.getByTestId('save-request').click();
  await page.getByTestId('save-name').fill('broken');
  await page.getByTestId('save-confirm').click();
  await expect(page.getByRole('dialog')).toContainText('already a request of this name');
  await page.getByTestId('save-confirm').click();
  await expect(page.getByRole('dialog')).toContainText('cannot be opened');
  expect(await readFile(damaged, 'utf8')).toBe('{"busdeck": 1,');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'More for shop/order placed' }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByTestId('rename-name').fill('order');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-testid=saved-request][data-name=order]')).toHaveCount(1);
  await page.getByRole('button', { name: 'More for order' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByTestId('confirm').click();
  await expect(saved).toHaveCount(1);
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['broken.request.json', 'shop']);
  await page.getByRole('button', { name: 'Delete the empty folder shop' }).click();
  await expect(page.getByTestId('empty-folder')).toHaveCount(0);
  expect(await readdir(folder)).toEqual(['broken.request.json']);
});

test('a saved request that a colleague changes is noticed, and nobody’s changes are lost', async ({
  launched,
  folder,
}) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  const payload = page.getByTestId('compose-payload');
  const file = join(folder, 'placed.request.json');
  const pull = async (text: string) => {
    const saved = { busdeck: 1, topic: 'orders', format: 'json', payload: text };
    await writeFile(file, JSON.stringify(saved));
    // As when the person comes back from the terminal.
    await page.evaluate(() => dispatchEvent(new Event('focus')));
  };
  await expect(window.panes).toHaveCount(3);
  await answerDialogs(app, folder);
  await window.compose('orders', '{"by":"me"}');
  await page.getByTestId('save-request').click();
  await page.getByTestId('choose-collection').click();
  await page.getByTestId('save-request').click();
  await page.getByTestId('save-name').fill('placed');
  await page.getByTestId('save-confirm').click();
  await expect(page.getByTestId('saved-request')).toHaveCount(1);
  await page.getByTestId('composer').getByText('Compose', { exact: true }).click();

  // Untouched here: theirs is taken.
  await pull('{"by":"them"}');
  await expect(payload).toContainText('{"by":"them"}');
  await expect(page.getByText('was changed on disk and is opened again')).toBeVisible();

  // Changed by both: asked, and either is possible.
  await fillEditor(payload, '{"by":"me again"}');
  await pull('{"by":"them again"}');
  const question = page.getByTestId('changed-twice');
  await expect(question).toBeVisible();
  await expectNothingSerious(page);
  await page.getByTestId('keep-mine').click();
  await expect(payload).toContainText('{"by":"me again"}');
  expect(await readFile(file, 'utf8')).toContain('them again');
  await pull('{"by":"them once more"}');
  await page.getByTestId('take-theirs').click();
  await expect(payload).toContainText('{"by":"them once more"}');

  // Saved without having looked in between: told before anything is replaced.
  await fillEditor(payload, '{"by":"me at last"}');
  await writeFile(file, (await readFile(file, 'utf8')).replace('once more', 'unseen'));
  await page.getByTestId('save-request').click();
  await page.getByTestId('save-confirm').click();
  await expect(page.getByRole('dialog')).toContainText('was changed on disk since you opened it');
  expect(await readFile(file, 'utf8')).toContain('unseen');
  await page.getByTestId('save-confirm').click();
  await expect.poll(() => readFile(file, 'utf8')).toContain('me at last');

  // In another folder the same name is another request: nothing is taken from it.
  const other = join(folder, 'other');
  await mkdir(other);
  await writeFile(join(other, 'placed.request.json'), await readFile(file));
  await answerDialogs(app, other);
  await page.getByTestId('composer').getByText('Saved', { exact: true }).click();
  await expect(page.locator('[data-testid=saved-request][data-current]')).toHaveCount(1);
  await page.getByTestId('choose-collection').click();
  await expect(page.locator('[data-testid=saved-request][data-current]')).toHaveCount(0);
  await expect(page.getByTestId('saved-request')).toHaveCount(1);
});

test('a delivery waits for its answer: later, failed, acked', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.addSubscribers('desk', 'hand', 1, 'manual');
  await window.compose('desk', '{"by": "hand"}');
  const id = await window.send('publish', 'routed');
  const answer = page.getByTestId('manual-answer');
  await expect(answer).toContainText('attempt 1');
  await page.getByTestId('answer-later').click();
  await page.getByRole('menuitem', { name: 'In 1 second' }).click();
  await expect(answer).toHaveCount(0);
  await expect(answer).toContainText('attempt 2');
  await page.getByTestId('answer-fail').click();
  await expect(answer).toContainText('attempt 3');
  await page.getByTestId('answer-ack').click();
  const last = page.locator(`[data-testid=delivery][data-message-id="${id}"][data-attempt="3"]`);
  await expect(last).toHaveAttribute('data-outcome', 'acked');
});

test('in a small window all that sends stays in sight, whatever the receipt says', async ({ launched }) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await resizeWindow(app, page, 900, 600);
  await window.compose('orders', '{"n": {{seq}}}', 20);
  await window.send('broadcast', 'routed');
  await page.getByRole('button', { name: 'Add a header' }).click();
  for (const id of ['compose-count', 'compose-rate', 'publish', 'broadcast']) {
    await expect(page.getByTestId(id)).toBeInViewport({ ratio: 1 });
  }
  await expect(window.receipt).toBeInViewport({ ratio: 0.7 });
});
