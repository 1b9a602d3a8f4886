import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';

/** Its folder and its descriptor. */
const own = [/^electron\/bus\/rabbitmq\//, /^shared\/brokers\/rabbitmq\.ts$/];

/** The two tables, and what the library exports. */
const mayName = ['electron/bus/backends.ts', 'electron/bus/index.ts', 'shared/brokers/index.ts'];

test('RabbitMQ is named in its folder, its descriptor and the tables, and nowhere else', async () => {
  const naming: string[] = [];
  for (const folder of ['electron', 'shared', 'renderer']) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|tsx|css|html)$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const name = relative(root, path).replaceAll('\\', '/');
      if (own.some((pattern) => pattern.test(name))) continue;
      if (/rabbit|amqp/i.test(await readFile(path, 'utf8'))) naming.push(name);
    }
  }
  expect(naming.sort()).toEqual(mayName);
});
