import { homedir } from 'node:os';
import { join } from 'node:path';

/** The repository's own folder. */
export const root = join(import.meta.dirname, '..', '..');

/** @param {string[]} parts */
export const inRoot = (...parts) => join(root, ...parts);

/** What may be shared by several clones and is worth keeping: outside of the repository. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'busdeck');
