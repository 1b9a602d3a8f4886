import { dialog } from 'electron';

export interface FileKind {
  readonly name: string;
  readonly extensions: string[];
}

/** Asks the person where to write; `undefined` when they changed their mind. */
export async function askWhereTo(
  title: string,
  defaultPath: string,
  kinds: FileKind[],
): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title,
    defaultPath,
    filters: [...kinds, { name: 'All files', extensions: ['*'] }],
  });
  return canceled || filePath === '' ? undefined : filePath;
}

/** Asks the person which file to read. */
export async function askWhich(title: string, kinds: FileKind[]): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title,
    properties: ['openFile'],
    filters: [...kinds, { name: 'All files', extensions: ['*'] }],
  });
  return canceled ? undefined : filePaths[0];
}

/** A topic or an id as a part of a file's name on any system. */
export function fileNamePart(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'message';
}

/** Local time as part of a file's name: `2026-11-23-140307`. */
export function timeStamp(at = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
