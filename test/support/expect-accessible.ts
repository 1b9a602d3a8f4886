import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect } from './app';
import { faded } from './faded';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Axe finds nothing serious on the page, with whatever dialog is open over it. */
export async function expectNothingSerious(page: Page): Promise<void> {
  // A colour that is half faded in has too little contrast.
  await faded(page);
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
  expect(found).toEqual([]);
}
