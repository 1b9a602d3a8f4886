import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import {
  type Composed,
  type OpenedRequest,
  requestNameProblem,
  type SavedState,
  type SavedSummary,
  type SaveOutcome,
} from '../../../shared/window/compose';
import { readPlainFile, withoutMark } from '../../bus/plain-file';
import { isMissing, writeAtomically } from '../files/replace-file';
import { leadsInto } from '../files/within-folder';
import type { PayloadFiles } from './payload-files';
import { formatRequest, parseRequest, requestSuffix, type SavedRequest, versionOf } from './request-file';

/** Something else that got its name by chance is not read to its end. */
const maxFileBytes = 32 * 1024 * 1024;

/**
 * A folder of saved requests, one file each, in it or one folder below. It belongs to the person and their team: what
 * cannot be read is left as it is, and nothing is written that was not asked for.
 */
export class Collection {
  readonly folder: string;
  readonly #files: PayloadFiles;

  constructor(folder: string, files: PayloadFiles) {
    this.folder = folder;
    this.#files = files;
  }

  /** By name. */
  async list(): Promise<SavedSummary[]> {
    const names = await this.#names();
    names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return Promise.all(
      names.map(async (name) => {
        try {
          const { topic, payload } = await this.#read(name);
          return { name, topic, format: payload.format };
        } catch (error) {
          return { name, problem: describeThrown(error) };
        }
      }),
    );
  }

  /** Folders that hold nothing: what is left when their last request was moved or deleted. */
  async emptyFolders(): Promise<string[]> {
    const folders = await this.#folders();
    const contents = await Promise.all(folders.map((name) => entriesOf(join(this.folder, name))));
    return folders.filter((_, at) => contents[at]?.length === 0);
  }

  async deleteFolder(name: string): Promise<void> {
    // Refused by the system for one that is not empty.
    const folder = join(this.folder, name);
    await this.#assertInside(folder, name);
    await rmdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return;
      const detail = describeThrown(error);
      throw new BusError('invalid-argument', `The folder “${name}” could not be deleted.`, { detail });
    });
  }

  async open(name: string): Promise<OpenedRequest & { readonly version: string }> {
    const saved = await this.#read(name);
    const { payload, ...fields } = saved;
    const rest = { ...fields, version: versionOf(saved) };
    if (payload.format !== 'file') return { ...rest, payload };
    const path = resolve(this.folder, payload.file);
    // A file that came by git must not make anybody send what lies elsewhere on their disk.
    if (this.#inside(path) === undefined) {
      throw new BusError(
        'invalid-argument',
        `“${name}${requestSuffix}” names the file “${payload.file}”, which is not in the collection’s folder.`,
      );
    }
    return { ...rest, payload: { format: 'file', file: await this.#files.add(path, this.folder) } };
  }

  /** `over`: anything that is there, nothing, or what is still the version that is given. */
  async save(
    name: string,
    composed: Composed,
    over: boolean | { readonly version: string },
  ): Promise<SaveOutcome> {
    const saved = this.#savedOf(composed);
    const path = this.#path(name);
    await this.#assertInside(path, name);
    if (await exists(path)) {
      if (over === false) return { outcome: 'exists' };
      // Throws for one that was damaged or edited into something else: that is not ours to replace.
      const there = versionOf(await this.#read(name));
      if (over !== true && there !== over.version) return { outcome: 'changed' };
    }
    await mkdir(dirname(path), { recursive: true });
    await this.#assertInside(path, name);
    await writeAtomically(path, formatRequest(saved));
    return { outcome: 'saved', version: versionOf(saved) };
  }

  /** Whether a draft and the file it was opened from, at that version, have gone different ways. */
  async compare(name: string, draft: Composed, basedOn: string): Promise<SavedState> {
    if (!(await exists(this.#path(name)))) return { state: 'gone' };
    const version = versionOf(await this.#read(name));
    if (version === basedOn) return { state: 'same', version };
    const mine = this.#versionOfDraft(draft);
    return { state: mine === basedOn ? 'theirs' : mine === version ? 'same' : 'both', version };
  }

  async rename(name: string, to: string): Promise<void> {
    const path = this.#path(to);
    await this.#assertInside(path, to);
    await this.#assertInside(this.#path(name), name);
    const isOtherCase = name.toLowerCase() === to.toLowerCase();
    if (!isOtherCase && (await exists(path))) {
      throw new BusError('invalid-argument', `There is already a request called “${to}”.`);
    }
    await mkdir(dirname(path), { recursive: true });
    await rename(this.#path(name), path).catch((error: unknown) => {
      throw isMissing(error) ? gone(name) : error;
    });
  }

  async delete(name: string): Promise<void> {
    await this.#assertInside(this.#path(name), name);
    await rm(this.#path(name)).catch((error: unknown) => {
      throw isMissing(error) ? gone(name) : error;
    });
  }

  async #read(name: string): Promise<SavedRequest> {
    const path = this.#path(name);
    try {
      await this.#assertInside(path, name);
      const bytes = await readPlainFile(path, { what: 'The request', maxBytes: maxFileBytes, noLink: true });
      return parseRequest(name, withoutMark(bytes));
    } catch (error) {
      throw isMissing(error) ? gone(name) : error;
    }
  }

  #savedOf({ topic, payload, headers, properties, count, rate }: Composed): SavedRequest {
    const body =
      payload.format === 'file' ? { format: payload.format, file: this.#shareable(payload.fileId) } : payload;
    return { topic, payload: body, headers, properties, count, rate };
  }

  /** Undefined for a draft that could not be saved here: its file lies elsewhere. */
  #versionOfDraft(draft: Composed): string | undefined {
    try {
      return versionOf(this.#savedOf(draft));
    } catch {
      return undefined;
    }
  }

  async #folders(): Promise<string[]> {
    const entries = await readdir(this.folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && requestNameProblem(entry.name) === undefined)
      .map(({ name }) => name);
  }

  async #names(): Promise<string[]> {
    const entries = await readdir(this.folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    for (const folder of await this.#folders()) {
      const inner = await entriesOf(join(this.folder, folder));
      names.push(...inner.map((file) => `${folder}/${file}`));
    }
    return names
      .filter((name) => name.endsWith(requestSuffix))
      .map((name) => name.slice(0, -requestSuffix.length))
      .filter((name) => requestNameProblem(name) === undefined);
  }

  #path(name: string): string {
    return join(this.folder, `${name}${requestSuffix}`);
  }

  /** What came by git may hold links: nothing is read or written where one leads out of the folder. */
  async #assertInside(path: string, name: string): Promise<void> {
    const isLink = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (!isLink && (await leadsInto(this.folder, path))) return;
    throw new BusError(
      'invalid-argument',
      `“${name}” is a symbolic link, or lies behind one that leads out of the collection’s folder. Busdeck follows none there.`,
    );
  }

  /** A file's path from the folder, with slashes; undefined when it lies elsewhere. */
  #inside(path: string): string | undefined {
    const from = relative(this.folder, path);
    return from === '' || from.startsWith('..') || isAbsolute(from) ? undefined : from.split(sep).join('/');
  }

  #shareable(fileId: string): string {
    const path = this.#files.pathOf(fileId);
    const from = this.#inside(path);
    if (from !== undefined) return from;
    throw new BusError(
      'invalid-argument',
      `“${basename(path)}” is not in the collection’s folder. Copy it there and choose it again, so that everybody who has the collection has it too.`,
    );
  }
}

/** None where it cannot be read. */
async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function gone(name: string): BusError {
  return new BusError('not-found', `The request “${name}” is not in the collection any more.`);
}
