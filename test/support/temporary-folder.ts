import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder, with `name` in its own: whoever makes it removes it. */
export const makeFolder = (name: string): Promise<string> => mkdtemp(join(tmpdir(), `busdeck-${name}-`));

/** Removes a folder with all that is in it: also when a process of a program that has just ended still writes there. */
export const removeFolder = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 10 });
