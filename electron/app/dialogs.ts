import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';

// The system's own dialogs, each over the window. A path enters this app by a person's choice here, and by no message from the page.
// Each answers `undefined` when the person changed their mind.

export interface FileKind {
  readonly name: string;
  readonly extensions: string[];
}

/** Which file to read. */
export function chooseFile(title: string, kinds: readonly FileKind[] = []): Promise<string | undefined> {
  return open({ title, properties: ['openFile'], filters: filtersOf(kinds) });
}

export function chooseFolder(title: string): Promise<string | undefined> {
  return open({ title, properties: ['openDirectory', 'createDirectory'] });
}

/** Where to write. */
export async function chooseTarget(
  title: string,
  defaultPath: string,
  kinds: readonly FileKind[],
): Promise<string | undefined> {
  const options = { title, defaultPath, filters: filtersOf(kinds) };
  const { canceled, filePath } = await dialog.showSaveDialog(theWindow(), options);
  return canceled || filePath === '' ? undefined : filePath;
}

async function open(options: OpenDialogOptions): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(theWindow(), options);
  return canceled ? undefined : filePaths[0];
}

/** Only the window asks for anything. */
function theWindow(): BrowserWindow {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) throw new Error('there is no window to ask over');
  return window;
}

const filtersOf = (kinds: readonly FileKind[]) =>
  kinds.length === 0 ? [] : [...kinds, { name: 'All files', extensions: ['*'] }];
