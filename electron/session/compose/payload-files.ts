import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { BusError, describeThrown, isBusError } from '../../../shared/bus/errors';
import { maxPayloadBytes } from '../../../shared/bus/limits';
import type { ChosenFile } from '../../../shared/window/compose';
import { openPlainFile } from '../../bus/plain-file';
import { isWithin } from '../files/within-folder';

/** The files that were chosen to be sent. The window has their ids only, so it can name no other file. */
export class PayloadFiles {
  readonly #paths = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  /** The folder that a file must not leave, also by a link, at any time. */
  readonly #folders = new Map<string, string>();

  /** Throws `not-found`, `invalid-argument` or `too-large`. With `within` only for a file that really lies in that folder. */
  async add(path: string, within?: string): Promise<ChosenFile> {
    const { file, size } = await openPayload(path, within);
    await file.close();
    const fileId = this.#ids.get(path) ?? randomUUID();
    if (within === undefined) this.#folders.delete(fileId);
    else this.#folders.set(fileId, within);
    this.#paths.set(fileId, path);
    this.#ids.set(path, fileId);
    return { fileId, name: basename(path), size };
  }

  pathOf(fileId: string): string {
    const path = this.#paths.get(fileId);
    if (path === undefined) {
      throw new BusError('not-found', 'This file was chosen in an earlier run of Busdeck. Choose it again.');
    }
    return path;
  }

  /** Its content as it is now. */
  async read(fileId: string): Promise<Uint8Array> {
    const path = this.pathOf(fileId);
    const { file } = await openPayload(path, this.#folders.get(fileId));
    try {
      return await file.readFile();
    } catch (cause) {
      throw unreadable(path, cause);
    } finally {
      await file.close();
    }
  }
}

async function openPayload(path: string, within: string | undefined) {
  const limits = { what: 'The file', maxBytes: maxPayloadBytes };
  try {
    if (within === undefined) return await openPlainFile(path, limits);
    // Its real path and no link at the end of that: what is opened is what was looked at.
    const real = await realpath(path);
    if (!(await isWithin(within, real))) throw leaves(path);
    return await openPlainFile(real, { ...limits, noLink: true });
  } catch (cause) {
    throw isBusError(cause) ? cause : unreadable(path, cause);
  }
}

function leaves(path: string): BusError {
  return new BusError(
    'invalid-argument',
    `“${basename(path)}” leads out of the collection’s folder by a link; it is not read.`,
  );
}

function unreadable(path: string, cause: unknown): BusError {
  const detail = describeThrown(cause);
  return new BusError('not-found', `The file “${basename(path)}” cannot be read.`, { detail, cause });
}
