import { z } from 'zod';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { CollectionView } from '../../../shared/window/compose';
import { readPlainFile, withoutMark } from '../../bus/plain-file';
import { writeAtomically } from '../files/replace-file';
import { Collection } from './collection';
import type { PayloadFiles } from './payload-files';

const choiceSchema = z.object({ folder: z.string().min(1) });

const choiceFile = { what: 'The choice of a folder', maxBytes: 100_000 };

/** The collection in use, remembered over restarts. */
export class Collections {
  readonly #path: string;
  readonly #files: PayloadFiles;
  #current: Promise<Collection | undefined>;

  /** `path`: the file that holds the choice. */
  constructor(path: string, files: PayloadFiles) {
    this.#path = path;
    this.#files = files;
    this.#current = this.#load();
  }

  async use(folder: string): Promise<void> {
    this.#current = Promise.resolve(new Collection(folder, this.#files));
    await writeAtomically(this.#path, `${JSON.stringify({ folder }, null, 2)}\n`);
  }

  async view(): Promise<CollectionView> {
    const collection = await this.#current;
    if (collection === undefined) return { requests: [], emptyFolders: [] };
    const { folder } = collection;
    try {
      return { folder, requests: await collection.list(), emptyFolders: await collection.emptyFolders() };
    } catch (error) {
      return {
        folder,
        requests: [],
        emptyFolders: [],
        problem: `This folder cannot be read: ${describeThrown(error)}`,
      };
    }
  }

  /** Throws `not-found` when no folder was chosen yet. */
  async current(): Promise<Collection> {
    const collection = await this.#current;
    if (collection === undefined)
      throw new BusError('not-found', 'Choose a folder for saved requests first.');
    return collection;
  }

  async #load(): Promise<Collection | undefined> {
    try {
      // A choice that cannot be read is made anew: there is nothing else in the file.
      const { folder } = choiceSchema.parse(
        JSON.parse(withoutMark(await readPlainFile(this.#path, choiceFile))),
      );
      return new Collection(folder, this.#files);
    } catch {
      return undefined;
    }
  }
}
