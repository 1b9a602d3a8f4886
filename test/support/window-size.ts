import { type ElectronApplication, expect, type Page } from '@playwright/test';

/** Makes the window's content so large, in the screen's pixels, and waits until the page has heard of it. */
export async function resizeWindow(
  app: ElectronApplication,
  page: Page,
  width: number,
  height: number,
  zoom = 1,
): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
    width,
    height,
  ] as [number, number]);
  await expect
    .poll(() => page.evaluate(() => [innerWidth, innerHeight]))
    .toEqual([Math.round(width / zoom), Math.round(height / zoom)]);
}
