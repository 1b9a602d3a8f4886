import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/backends';
import { frozenMs, LongTasks } from '../support/long-tasks';

/** Payloads that are cheap to send and hard to draw: the window shows them, and goes on answering. */

/** What is sent, and a piece of it that is on the screen then. */
const samples: Record<string, { readonly text: () => string; readonly shown: string }> = {
  'brackets 20,000 deep': { text: () => nested('[', '', ']', 20_000), shown: '[' },
  'brackets 90,000 deep': { text: () => nested('[', '', ']', 90_000), shown: '[' },
  'brackets 2,000,000 deep': { text: () => nested('[', '', ']', 2_000_000), shown: '[' },
  'objects 15,000 deep': { text: () => nested('{"a":', '1', '}', 15_000), shown: '"a": {' },
  'a JSON string of 9 MB': { text: () => JSON.stringify('x'.repeat(9_000_000)), shown: 'xxxx' },
  'a JSON string that is all escapes': { text: () => JSON.stringify('\\"'.repeat(40_000)), shown: '\\\\' },
  'a key of 5 MB that is all escapes': {
    text: () => JSON.stringify({ ['\\'.repeat(2_500_000)]: 1 }),
    shown: '\\\\',
  },
  'emoji joined on one line, 125 kB': { text: () => '👩\u200d'.repeat(18_000), shown: '👩⟨200D⟩👩' },
  'emoji joined in a JSON string': {
    text: () => JSON.stringify('👩\u200d'.repeat(25_000)),
    shown: '👩⟨200D⟩👩',
  },
  'one letter under 60,000 accents': { text: () => `a${'\u0301'.repeat(60_000)}`, shown: 'a\u0301' },
  'flags without a gap': { text: () => '🇩🇪'.repeat(20_000), shown: '🇩🇪' },
  'direction marks': { text: () => '\u202e\u202d'.repeat(30_000), shown: '⟨202E⟩⟨202D⟩' },
  'control characters': { text: () => '\u0001'.repeat(190_000), shown: '⟨SOH⟩⟨SOH⟩' },
  'ideographs on one line': { text: () => '漢字'.repeat(30_000), shown: '漢字' },
  'line breaks and nothing else, 3 MB': { text: () => '\n'.repeat(3_000_000), shown: '' },
};

function nested(open: string, inside: string, close: string, depth: number): string {
  return open.repeat(depth) + inside + close.repeat(depth);
}

async function publish(page: Page, text: string): Promise<void> {
  const failure = await page.evaluate(async (payload) => {
    const answer = await Reflect.get(globalThis, 'api').publish({
      sendId: crypto.randomUUID(),
      topic: 'orders',
      payload: { format: 'text', text: payload },
    });
    return answer.ok ? undefined : answer.error.message;
  }, text);
  expect(failure).toBeUndefined();
}

/** The payload as it stands in the inspector. */
function payload(page: Page): Locator {
  const message = page.getByTestId('message');
  return message
    .getByTestId('payload-lines')
    .or(message.getByRole('textbox', { name: 'Payload', exact: true }));
}

const drawn = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve))));

for (const [name, { text, shown }] of Object.entries(samples)) {
  test(`${name}: the payload is shown, and the window goes on answering`, async ({ window }) => {
    const { page } = window;
    const tasks = await LongTasks.watch(page);
    async function longestWhileLooking(sent: number): Promise<number> {
      await publish(page, text());
      const acked = page.locator('[data-testid=delivery][data-outcome=acked]');
      await expect(acked).toHaveCount(sent);
      await tasks.forget();
      await window.deliveries(`worker-${sent}`).first().click();
      await expect(payload(page)).toContainText(shown, { timeout: 20_000 });
      await drawn(page);
      await payload(page).press('End');
      await drawn(page);
      return tasks.longest();
    }
    let longest = await longestWhileLooking(1);
    // A machine that stood still for a moment does not do so each time; a payload that freezes the window does.
    if (longest >= frozenMs) longest = await longestWhileLooking(2);
    test.info().annotations.push({ type: 'longest task, ms', description: String(longest) });
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(longest).toBeLessThan(frozenMs);
  });
}

for (const name of [
  'brackets 20,000 deep',
  'objects 15,000 deep',
  'emoji joined on one line, 125 kB',
  'one letter under 60,000 accents',
  'direction marks',
  'control characters',
]) {
  const sample = samples[name];
  test(`${name}: it can be put into the composer and edited`, async ({ window }) => {
    const { page } = window;
    await publish(page, sample?.text() ?? '');
    await window.deliveries('worker-1').first().click();
    await expect(payload(page)).toContainText(sample?.shown ?? '', { timeout: 20_000 });
    const tasks = await LongTasks.watch(page);
    await page.getByRole('button', { name: 'Put it into the composer' }).click();
    const editor = page.getByTestId('compose-payload');
    // Marks for what shows nothing are left out there.
    await expect(editor).toContainText(sample?.text().slice(0, 1) ?? '');
    await drawn(page);
    const put = await tasks.longest();
    await editor.press('ControlOrMeta+End');
    await editor.pressSequentially('.');
    await drawn(page);
    const edited = await tasks.longest();
    test.info().annotations.push({ type: 'longest task, ms', description: `${put}, ${edited}` });
    expect(edited).toBeLessThan(frozenMs);
  });
}
