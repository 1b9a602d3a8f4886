import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { BusError } from '../../shared/bus/errors';
import { isWithin } from '../session/files/within-folder';
import type { WhyNot } from './scenario-case';

/**
 * The files of the scenarios that a person has opened or saved. The window has their ids only; a window that is taken over could
 * write any path into a scenario's text, so that what a scenario names is read in its own folder only.
 */
export class DocumentFiles {
  readonly #paths = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  add(path: string): string {
    const id = this.#ids.get(path) ?? randomUUID();
    this.#ids.set(path, id);
    this.#paths.set(id, path);
    return id;
  }

  /** Of none there is none. */
  pathOf(documentId: string | undefined): string | undefined {
    if (documentId === undefined) return undefined;
    const path = this.#paths.get(documentId);
    if (path !== undefined) return path;
    throw new BusError('not-found', 'This scenario was opened in an earlier run of Busdeck. Open it again.');
  }

  whyNot(folder: string | undefined): WhyNot {
    return async (path) => {
      const name = basename(path);
      if (folder === undefined)
        return `${name} is looked for beside the scenario, which is in no file yet. Save it first.`;
      const real = await realpath(path).catch(() => undefined);
      // What is not there is told by whoever reads it.
      if (real === undefined || (await isWithin(folder, real))) return undefined;
      return `${name} lies outside the folder of the scenario: the window reads only what is in it.`;
    };
  }
}
