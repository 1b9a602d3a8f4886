import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { rooms } from './rooms.mjs';
import { importedBy, nameOf, nodesOf } from './syntax.mjs';

/** Electron's raw message calls, each of which stands in one file. */
export const rawCalls = [
  {
    call: 'ipcMain',
    home: 'electron/app/ipc.ts',
    /** @param {import('./syntax.mjs').Node} node */
    isIt: (node) => nameOf(node) === 'ipcMain',
  },
  {
    call: 'ipcRenderer',
    home: 'electron/app/preload.ts',
    /** @param {import('./syntax.mjs').Node} node */
    isIt: (node) => nameOf(node) === 'ipcRenderer',
  },
  {
    call: 'webContents.send',
    home: 'electron/app/relay.ts',
    /** @param {import('./syntax.mjs').Node} node */
    isIt: (node) =>
      nameOf(node) === 'send' &&
      node.type === 'MemberExpression' &&
      ['webContents', 'contents', 'sender'].includes(nameOf(node.object) ?? ''),
  },
];

/**
 * @param {string} path a file's, or as it is imported: without its ending
 * @returns {import('./rooms.mjs').Room | undefined}
 */
export const roomOf = (path) =>
  rooms
    .filter(({ at }) => path === at || path.startsWith(`${at}/`) || path === at.replace(/(\.d)?\.tsx?$/, ''))
    .sort((one, other) => other.at.length - one.at.length)[0];

/** @param {string} imported */
function packageOf(imported) {
  if (isBuiltin(imported)) return imported;
  if (imported === 'zustand/vanilla' || imported === 'react-dom/client') return imported;
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * @param {import('./rooms.mjs').Room} room
 * @param {string} file
 * @param {string} imported
 */
function isAllowed(room, file, imported) {
  if (!imported.startsWith('.')) return room.packages(packageOf(imported));
  const target = roomOf(posix.join(posix.dirname(file), imported));
  return target === room || (target !== undefined && room.rooms.includes(target.at));
}

/**
 * What in a file goes against the rules, in words.
 * @param {string} file its path from the root, with forward slashes
 * @param {string} source
 * @returns {Set<string>}
 */
export function violationsIn(file, source) {
  const room = roomOf(file);
  if (!room) return new Set([`${file}: this folder is no room of scripts/lib/rooms.mjs.`]);
  /** @type {Set<string>} */
  const found = new Set();
  for (const node of nodesOf(file, source)) {
    const imported = importedBy(node);
    if (imported && !isAllowed(room, file, imported)) {
      found.add(`${file}: ${room.at} must not import '${imported}'.`);
    }
    for (const { call, home, isIt } of rawCalls) {
      if (isIt(node) && file !== home) found.add(`${file}: ${call} may stand only in ${home}.`);
    }
  }
  return found;
}

/** Rooms that name one that stands after them, or none: the table itself would hold a circle. */
export function misplacedRooms() {
  return rooms.flatMap(({ at, rooms: may }, index) =>
    may
      .filter((each) => !rooms.slice(0, index).some((earlier) => earlier.at === each))
      .map((each) => `${at} may import ${each}, which does not stand before it in scripts/lib/rooms.mjs.`),
  );
}
