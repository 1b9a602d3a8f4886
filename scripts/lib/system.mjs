import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, SetupError, say } from './run.mjs';
import { withServicesHeld } from './services.mjs';

/**
 * @typedef {object} SystemNeed
 * @property {string} what in words
 * @property {string[]} debian the packages that bring it
 * @property {() => Promise<boolean>} isThere
 */

/** Debian's own, for which its python3-* packages are. */
const PYTHON = '/usr/bin/python3';

/** @param {string} command */
const onPath = (command) => async () =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

/** @param {string} module */
const inPython = (module) => async () =>
  existsSync(PYTHON) && (await capture(PYTHON, ['-c', `import ${module}`])).code === 0;

/** @type {SystemNeed} */
export const xvfb = { what: 'Xvfb', debian: ['xvfb'], isThere: onPath('Xvfb') };

/** @type {SystemNeed[]} */
export const testNeeds = [
  xvfb,
  {
    what: 'RabbitMQ',
    debian: ['rabbitmq-server'],
    isThere: async () => existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server'),
  },
  { what: 'pika for Python', debian: ['python3-pika'], isThere: inPython('pika') },
  { what: 'aio-pika for Python', debian: ['python3-aio-pika'], isThere: inPython('aio_pika') },
  { what: 'OpenSSL', debian: ['openssl'], isThere: onPath('openssl') },
];

/**
 * @param {string} executable
 * @returns {SystemNeed}
 */
export function electronLibraries(executable) {
  return {
    what: "Electron's libraries",
    debian: ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2'],
    isThere: async () => !(await capture('ldd', [executable])).output.includes('not found'),
  };
}

/**
 * Installs what is missing on Debian and its kin as root; elsewhere says what it is and how to get it.
 * @param {SystemNeed[]} needs
 */
export async function ensureSystem(needs) {
  if (process.platform !== 'linux') return;
  const missing = await missingOf(needs);
  if (missing.length === 0) return;

  const hasApt = existsSync('/usr/bin/apt-get');
  if (!hasApt || process.getuid?.() !== 0)
    throw new SetupError(missing.map((need) => advice(need, hasApt)).join('\n'));

  say(`Installing ${missing.map((need) => need.what).join(', ')}…`);
  await aptInstall(missing.flatMap((need) => need.debian));
  const still = await missingOf(missing);
  if (still.length > 0)
    throw new SetupError(`${still.map((need) => need.what).join(', ')}: installed, but still missing.`);
}

/** @param {SystemNeed[]} needs */
async function missingOf(needs) {
  const there = await Promise.all(needs.map((need) => need.isThere()));
  return needs.filter((_, at) => !there[at]);
}

/**
 * @param {SystemNeed} need
 * @param {boolean} hasApt
 */
function advice({ what, debian }, hasApt) {
  const how = hasApt
    ? `sudo apt-get install ${debian.join(' ')}`
    : `Debian's packages are named ${debian.join(' ')}`;
  return `Missing: ${what} (${how}).`;
}

/** @param {string[]} names */
async function aptInstall(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string[]} args */
  const apt = async (args) => {
    const { code, output } = await capture('apt-get', ['-q', '-o', 'Dpkg::Use-Pty=0', ...args], { env });
    if (code !== 0) throw new SetupError(`${output.trimEnd()}\napt-get ${args.join(' ')} failed; see above.`);
  };
  await apt(['update']);
  const packages = await Promise.all(names.map(currentName));
  await withServicesHeld(() => apt(['install', '-y', '--no-install-recommends', ...packages]));
}

/**
 * Debian 13 and Ubuntu 24.04 renamed some libraries for their 64-bit time.
 * @param {string} name
 */
async function currentName(name) {
  const renamed = `${name}t64`;
  return (await capture('apt-cache', ['show', renamed])).code === 0 ? renamed : name;
}
