import type { Page } from '@playwright/test';

/** What a person does with saved connections, by the window's own controls. */
export async function openConnectionsMenu(page: Page): Promise<void> {
  await page.getByTestId('saved-connections').click();
}

export async function manageConnections(page: Page): Promise<void> {
  await openConnectionsMenu(page);
  await page.getByTestId('manage-connections').click();
}

/** Opens the form of a new connection and fills in its name and its URL. */
export async function newConnection(page: Page, name: string, url: string): Promise<void> {
  await manageConnections(page);
  await page.getByTestId('new-connection').click();
  await page.getByTestId('profile-name').fill(name);
  await page.getByTestId('profile-url').fill(url);
}

export async function connectSaved(page: Page, name: string): Promise<void> {
  await openConnectionsMenu(page);
  await page.getByTestId('saved-connection').filter({ hasText: name }).click();
}
