import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import { workspaceFiles } from './workspace';

/** Asks whether all that Busdeck keeps may be put aside, and whether messages may go with its subscribers. */
export async function askToStartOver(
  window: BrowserWindow,
  loss: () => Promise<string | undefined>,
): Promise<boolean> {
  const lost = await loss().catch(() => undefined);
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'Start over?',
    detail: [
      ...(lost === undefined ? [] : [lost]),
      'Busdeck disconnects and begins as it did the first time: without saved connections and their passwords, settings, variables, kept subscribers, history, and what was sent. Saved requests stay in their folder.',
      'The files of all this are moved into a folder beside them, from which they can be copied back.',
    ].join('\n\n'),
    buttons: ['Cancel', 'Start Over'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

/** Moves what a closed workspace has left in its folder into one below it. */
export async function putAside(folder: string): Promise<void> {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const aside = join(folder, `before-start-over-${stamp}`);
  await mkdir(aside, { mode: 0o700 });
  for (const name of Object.values(workspaceFiles)) {
    await rename(join(folder, name), join(aside, name)).catch((error: NodeJS.ErrnoException) => {
      // It was never written.
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
