// Checks which way the rooms of the house may import, and that Electron's raw message calls stand in one file each.
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { posix, relative, sep } from 'node:path';
import { inRoot, root } from './lib/paths.mjs';
import { main, say } from './lib/run.mjs';
import { importedBy, nameOf, nodesOf } from './lib/syntax.mjs';

/**
 * @typedef {object} Room
 * @property {string} folder
 * @property {string[]} rooms the other rooms it may import
 * @property {(name: string) => boolean} packages the packages it may import
 */

/** A file belongs to the first room that it is in. @type {Room[]} */
const rooms = [
  {
    folder: 'shared',
    rooms: [],
    packages: (name) => name === 'zod',
  },
  {
    folder: 'electron/bus',
    rooms: ['shared'],
    packages: (name) => isBuiltin(name) || name === 'amqplib',
  },
  {
    folder: 'electron',
    rooms: ['shared', 'electron/bus'],
    packages: (name) => isBuiltin(name) || name === 'electron' || name === 'zod',
  },
  {
    folder: 'cli',
    rooms: ['shared', 'electron/bus'],
    packages: (name) => name !== 'electron',
  },
  {
    folder: 'renderer',
    rooms: ['shared'],
    packages: (name) => !isBuiltin(name) && name !== 'electron' && name !== 'amqplib',
  },
];

/** @type {{ call: string, home: string, isIt: (node: import('./lib/syntax.mjs').Node) => boolean }[]} */
const rawCalls = [
  { call: 'ipcMain', home: 'electron/app/ipc.ts', isIt: (node) => nameOf(node) === 'ipcMain' },
  { call: 'ipcRenderer', home: 'electron/app/preload.ts', isIt: (node) => nameOf(node) === 'ipcRenderer' },
  {
    call: 'webContents.send',
    home: 'electron/app/relay.ts',
    isIt: (node) =>
      nameOf(node) === 'send' &&
      node.type === 'MemberExpression' &&
      ['webContents', 'contents', 'sender'].includes(nameOf(node.object) ?? ''),
  },
];

/** @param {string} path */
const roomOf = (path) => rooms.find(({ folder }) => path.startsWith(`${folder}/`));

/**
 * @param {string} file
 * @param {string} imported
 * @returns {boolean} whether the file may import that
 */
function isAllowed(file, imported) {
  const room = roomOf(file);
  if (!room) return true;
  if (!imported.startsWith('.')) return room.packages(packageOf(imported));
  const target = roomOf(posix.join(posix.dirname(file), imported));
  return target === room || (target !== undefined && room.rooms.includes(target.folder));
}

/** @param {string} imported */
function packageOf(imported) {
  if (isBuiltin(imported)) return imported;
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
}

/** @param {string} file */
async function violationsIn(file) {
  /** @type {string[]} */
  const found = [];
  for (const node of nodesOf(file, await readFile(inRoot(file), 'utf8'))) {
    const imported = importedBy(node);
    if (imported && !isAllowed(file, imported)) {
      found.push(`${file}: ${roomOf(file)?.folder} must not import '${imported}'.`);
    }
    for (const { call, home, isIt } of rawCalls) {
      if (isIt(node) && file !== home) found.push(`${file}: ${call} may stand only in ${home}.`);
    }
  }
  return new Set(found);
}

/** @returns {Promise<string[]>} relative to the root, with forward slashes */
async function sourceFiles() {
  const folders = new Set(rooms.map(({ folder }) => folder.split('/')[0] ?? folder));
  const perFolder = await Promise.all(
    [...folders].map((folder) =>
      readdir(inRoot(folder), { recursive: true, withFileTypes: true }).catch(() => []),
    ),
  );
  return perFolder
    .flat()
    .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
    .map((entry) => relative(root, `${entry.parentPath}/${entry.name}`).split(sep).join('/'));
}

await main(async () => {
  const files = await sourceFiles();
  const violations = (await Promise.all(files.map(violationsIn))).flatMap((found) => [...found]);
  for (const violation of violations) say(violation);
  say(`Imports checked in ${files.length} files.`);
  return violations.length > 0 ? 1 : 0;
});
