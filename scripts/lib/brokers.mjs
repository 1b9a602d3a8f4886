import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianRoot, writeWrapper } from './debian-root.mjs';

const binFolder = join(homedir(), '.cache', 'busdeck', 'bin');

/** What depends on RabbitMQ: the bus, its contract, the faults, the kills; and the main job in the window. */
const onRabbitmq = {
  units: [
    ...['test/bus', 'test/faults', 'test/chaos', 'test/property', 'test/session', 'test/monitor'],
    '--exclude=**/*redis*',
  ],
  windows: ['main-job', 'retries', 'backlog', 'broker-view'],
};
/** What depends on Redis. */
const onRedis = { units: ['redis'], windows: ['hand-work'] };

/**
 * A server that the tests can be run on beside the one that all other tests use.
 * @typedef {object} Contender
 * @property {() => Promise<NodeJS.ProcessEnv>} environment makes it where it is missing, and says where it is
 * @property {string[]} units patterns of the unit tests that depend on it
 * @property {string[]} windows and of those of the window
 */

/** @type {Record<string, Contender>} */
export const contenders = {
  system: { environment: async () => ({}), ...onRabbitmq },
  'rabbitmq-4.0': { environment: () => rabbitmq('rabbitmq-4.0', 'trixie'), ...onRabbitmq },
  'rabbitmq-4.3': { environment: () => rabbitmq('rabbitmq-4.3', 'forky'), ...onRabbitmq },
  'redis-8': { environment: () => redis('redis-8', 'redis-server'), ...onRedis },
  'mosquitto-2.1': { environment: () => mosquitto('mosquitto-2.1'), units: ['mqtt'], windows: ['hand-work'] },
  'valkey-9': { environment: () => redis('valkey-9', 'valkey-server'), ...onRedis },
};

/**
 * A folder with rabbitmq-server, rabbitmqctl and epmd of the Debian's version.
 * @param {string} name
 * @param {string} suite
 */
async function rabbitmq(name, suite) {
  const debian = await debianRoot(suite, ['rabbitmq-server']);
  const bin = await folderFor(name);
  for (const program of ['rabbitmq-server', 'rabbitmqctl']) {
    await writeWrapper(debian, `/usr/lib/rabbitmq/bin/${program}`, join(bin, program));
  }
  await writeWrapper(debian, '/usr/bin/epmd', join(bin, 'epmd'));
  return { RABBITMQ_BIN: bin };
}

/**
 * The server's program of the newest Debian.
 * @param {string} name
 * @param {string} program also the package's name
 */
async function redis(name, program) {
  const debian = await debianRoot('forky', [program]);
  const path = join(await folderFor(name), program);
  await writeWrapper(debian, `/usr/bin/${program}`, path);
  return { REDIS_SERVER: path };
}

/**
 * The broker's program of the newest Debian.
 * @param {string} name
 */
async function mosquitto(name) {
  const debian = await debianRoot('forky', ['mosquitto']);
  const path = join(await folderFor(name), 'mosquitto');
  await writeWrapper(debian, '/usr/sbin/mosquitto', path);
  return { MOSQUITTO: path };
}

/** @param {string} name */
async function folderFor(name) {
  const folder = join(binFolder, name);
  await mkdir(folder, { recursive: true });
  return folder;
}
