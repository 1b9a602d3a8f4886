import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { misplacedRooms, rawCalls, roomOf, violationsIn } from '../../scripts/lib/import-rules.mjs';
import { rooms } from '../../scripts/lib/rooms.mjs';

const packages = ['amqplib', 'electron', 'node:fs', 'zod', 'react', 'zustand', 'uplot', '@mantine/spotlight'];

/** A file of the room: the room itself where it is one. */
const fileIn = (at: string) => (/\.tsx?$/.test(at) ? at : `${at}/some-file.ts`);

function importOf(from: string, target: string): string {
  const path = posix.relative(posix.dirname(fileIn(from)), fileIn(target)).replace(/(\.d)?\.tsx?$/, '');
  return path.startsWith('.') ? path : `./${path}`;
}

describe('the rooms of the house', () => {
  it('a room imports only rooms that stand before it: there is no circle', () => {
    expect(misplacedRooms()).toEqual([]);
  });

  it.each(rooms.map(({ at }) => at))('%s may import its own files and the rooms it names, no other', (at) => {
    const mayImport = new Set([at, ...(roomOf(fileIn(at))?.rooms ?? [])]);
    for (const { at: target } of rooms) {
      const found = violationsIn(fileIn(at), `import '${importOf(at, target)}';`);
      expect([target, found.size]).toEqual([target, mayImport.has(target) ? 0 : 1]);
    }
  });

  it.each(rooms.map(({ at }) => at))('%s may import the packages it names, no other', (at) => {
    const room = roomOf(fileIn(at));
    for (const name of packages) {
      const found = violationsIn(fileIn(at), `import '${name}';`);
      expect([name, found.size]).toEqual([name, room?.packages(name) ? 0 : 1]);
    }
  });

  it('a broker’s client stands in its folder only, Electron in the app only', () => {
    const users = (name: string) => rooms.filter((room) => room.packages(name)).map(({ at }) => at);
    // The library loads those of the program, in one place.
    expect(users('amqplib')).toEqual(['electron/bus/rabbitmq', 'library/clients']);
    expect(users('electron')).toEqual(['electron/app', 'electron/main.ts']);
  });

  it.each([
    ['a type', "import type { EventBus } from '../../electron/bus/event-bus';"],
    ['an export', "export { EventBus } from '../../electron/bus/event-bus';"],
    ['an import that waits', "const bus = import('../../electron/bus/event-bus');"],
    ["a type's import", "type EventBus = import('../../electron/bus/event-bus').EventBus;"],
  ])('%s counts as an import', (_, source) => {
    expect([...violationsIn('renderer/store/some-file.ts', source)]).toHaveLength(1);
  });

  it('a folder that is no room is told', () => {
    expect([...violationsIn('electron/attic/some-file.ts', '')]).toEqual([
      'electron/attic/some-file.ts: this folder is no room of scripts/lib/rooms.mjs.',
    ]);
  });

  it.each([
    ['ipcMain', "import { ipcMain } from 'electron';"],
    ['ipcRenderer', "import { ipcRenderer } from 'electron';"],
    ['webContents.send', "window.webContents.send('channel');"],
  ])('%s stands in its one file', (call, source) => {
    const home = rawCalls.find((each) => each.call === call)?.home ?? '';
    expect([...violationsIn(home, source)]).toEqual([]);
    expect([...violationsIn('electron/app/some-file.ts', source)]).toEqual([
      `electron/app/some-file.ts: ${call} may stand only in ${home}.`,
    ]);
  });
});
