import type { ElectronApplication } from '@playwright/test';
import { expect, test } from '../support/app';

test('what is typed before the editor is there is kept, and the typing goes on in it', async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page.locator('.cm-content[data-testid="compose-payload"]')).toBeVisible();
  const release = await holdBack(app, 'payload-editor');
  await page.reload();

  const payload = page.getByTestId('compose-payload');
  await expect(payload).toHaveJSProperty('tagName', 'TEXTAREA');
  await payload.fill('{"typed": }');
  await payload.press('ArrowLeft');
  await release();

  await expect(payload).toHaveClass(/cm-content/);
  await expect(payload).toBeFocused();
  await page.keyboard.type('1');
  await expect(payload).toHaveText('{"typed": 1}');
  await expect(page.getByTestId('publish')).toBeEnabled();
});

test('the keys of a dialog work before its code is there', async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page.locator('.cm-content[data-testid="compose-payload"]')).toBeVisible();
  const release = await holdBack(app, 'open-dialog');
  await page.reload();
  await expect(page.getByTestId('publish')).toBeVisible();

  await page.keyboard.press('ControlOrMeta+,');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toHaveCount(0);
  await release();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

/** The page waits for the file of this name until the function that is returned is called. */
async function holdBack(app: ElectronApplication, name: string): Promise<() => Promise<void>> {
  const held = await app.evaluateHandle(({ session }, part) => {
    const going: (() => void)[] = [];
    let open = false;
    session.defaultSession.webRequest.onBeforeRequest(({ url }, decide) => {
      if (open || !url.includes(part)) decide({});
      else going.push(() => decide({}));
    });
    return {
      release: () => {
        open = true;
        for (const go of going) go();
      },
    };
  }, name);
  return () => held.evaluate(({ release }) => release());
}
