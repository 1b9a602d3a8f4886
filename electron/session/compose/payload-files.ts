import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import { maxPayloadBytes } from '../../../shared/bus/limits';
import type { ChosenFile } from '../../../shared/window/compose';

/** The files that were chosen to be sent. The window has their ids only, so it can name no other file. */
export class PayloadFiles {
  readonly #paths = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  /** Throws `not-found` or `too-large`. */
  async add(path: string): Promise<ChosenFile> {
    const size = await sizeOf(path);
    const fileId = this.#ids.get(path) ?? randomUUID();
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
    await sizeOf(path);
    return readFile(path).catch((cause) => {
      throw unreadable(path, cause);
    });
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  if (!found.isFile()) throw new BusError('invalid-argument', `“${basename(path)}” is not a file.`);
  if (found.size > maxPayloadBytes) {
    throw new BusError(
      'too-large',
      `“${basename(path)}” has ${found.size} bytes; a payload may have ${maxPayloadBytes} at most.`,
    );
  }
  return found.size;
}

function unreadable(path: string, cause: unknown): BusError {
  const detail = describeThrown(cause);
  return new BusError('not-found', `The file “${basename(path)}” cannot be read.`, { detail, cause });
}
