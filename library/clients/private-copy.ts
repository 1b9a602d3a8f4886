import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { BusError } from '../../shared/bus/errors';
import { howToGet, rangeOf } from './peers';

const require = createRequire(import.meta.url);

/**
 * A client that the bus changes inside, loaded a second time for the bus alone: the program's own use of the package stays as it is.
 * Its files are reached by their place on the disk, since the package exports but one of them.
 */
export class PrivateCopy {
  readonly #folder: string;
  #modules: NodeJS.Dict<NodeModule> = {};

  /** Throws where the package is missing, or another than this library was made for. */
  constructor(name: string) {
    this.#folder = folderOf(name);
    const { version } = JSON.parse(readFileSync(join(this.#folder, 'package.json'), 'utf8'));
    if (isMadeFor(version, rangeOf(name))) return;
    throw new BusError(
      'unsupported',
      `${name} ${version} is installed, and this library needs another. Get it with: ${howToGet(name)}`,
    );
  }

  /** `file`: its path within the package. */
  load(file: string): unknown {
    const others = this.#takeOut();
    Object.assign(require.cache, this.#modules);
    try {
      return require(join(this.#folder, file));
    } finally {
      this.#modules = this.#takeOut();
      Object.assign(require.cache, others);
    }
  }

  /** Node requires a file again when it does not know it. */
  #takeOut(): NodeJS.Dict<NodeModule> {
    const taken: NodeJS.Dict<NodeModule> = {};
    for (const path of Object.keys(require.cache)) {
      if (!path.startsWith(this.#folder + sep)) continue;
      taken[path] = require.cache[path];
      delete require.cache[path];
    }
    return taken;
  }
}

function folderOf(name: string): string {
  let main: string;
  try {
    main = require.resolve(name);
  } catch (cause) {
    throw new BusError('unsupported', `This needs the package ${name}. Get it with: ${howToGet(name)}`, {
      cause,
    });
  }
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      if (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name === name) return folder;
    } catch {
      // One further up has it.
    }
  }
  throw new BusError(
    'unsupported',
    `The package ${name} has no package.json. Get it anew: ${howToGet(name)}`,
  );
}

/** What is used inside a client may change with any but its last number: `~1.2.3` is 1.2.3 or a later 1.2. */
export function isMadeFor(version: string, range: string): boolean {
  const [wanted, found] = [range.replace('~', ''), version].map((text) => text.split('.').map(Number));
  if (wanted === undefined || found === undefined) return false;
  return wanted[0] === found[0] && wanted[1] === found[1] && Number(found[2]) >= Number(wanted[2]);
}
