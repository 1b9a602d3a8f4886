import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianRoot, writeWrapper } from './debian-root.mjs';

/** The versions that the matrix of brokers knows beside the system's own, and the Debian each comes from. */
export const debianOf = /** @type {const} */ ({ 'rabbitmq-4.0': 'trixie', 'rabbitmq-4.3': 'forky' });

/**
 * @param {string} name
 * @returns {name is keyof typeof debianOf}
 */
export const isOther = (name) => Object.hasOwn(debianOf, name);

/**
 * A folder with rabbitmq-server, rabbitmqctl and epmd of that version, to be named by RABBITMQ_BIN.
 * @param {keyof typeof debianOf} name
 * @returns {Promise<string>}
 */
export async function rabbitmqBin(name) {
  const debian = await debianRoot(debianOf[name], ['rabbitmq-server']);
  const bin = join(homedir(), '.cache', 'busdeck', 'bin', name);
  await mkdir(bin, { recursive: true });
  for (const program of ['rabbitmq-server', 'rabbitmqctl']) {
    await writeWrapper(debian, `/usr/lib/rabbitmq/bin/${program}`, join(bin, program));
  }
  await writeWrapper(debian, '/usr/bin/epmd', join(bin, 'epmd'));
  return bin;
}
