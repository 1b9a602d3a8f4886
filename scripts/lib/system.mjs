import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, SetupError, say } from './run.mjs';
import { withServicesHeld } from './services.mjs';

/**
 * @typedef {object} SystemNeed
 * @property {string} what in words
 * @property {string[]} debian the packages that bring it
 * @property {string} elsewhere how to get it on other systems
 * @property {() => boolean | Promise<boolean>} isThere
 */

const isLinux = process.platform === 'linux';

/** Debian's own, for which its python3-* packages are. */
const PYTHON = '/usr/bin/python3';

/** @param {string} command */
const onPath = (command) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

/** @param {string} module */
const inPython = async (module) =>
  existsSync(PYTHON) && (await capture(PYTHON, ['-c', `import ${module}`])).code === 0;

/** @type {SystemNeed} */
export const xvfb = {
  what: 'Xvfb',
  debian: ['xvfb'],
  elsewhere: 'the package xorg-x11-server-Xvfb or xorg-server-xvfb',
  isThere: () => !isLinux || onPath('Xvfb'),
};

/** @type {SystemNeed[]} */
export const testNeeds = [
  xvfb,
  {
    what: 'RabbitMQ',
    debian: ['rabbitmq-server'],
    elsewhere: '`brew install rabbitmq` or rabbitmq.com',
    isThere: () => existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server') || onPath('rabbitmq-server'),
  },
  {
    what: 'Redis',
    debian: ['redis-server'],
    elsewhere: '`brew install redis` or redis.io',
    isThere: () => onPath('redis-server'),
  },
  {
    what: 'mosquitto',
    debian: ['mosquitto'],
    elsewhere: '`brew install mosquitto` or mosquitto.org',
    isThere: () => existsSync('/usr/sbin/mosquitto') || onPath('mosquitto'),
  },
  {
    what: 'pika for Python',
    debian: ['python3-pika'],
    elsewhere: `\`${PYTHON} -m pip install pika\``,
    isThere: () => inPython('pika'),
  },
  {
    what: 'aio-pika for Python',
    debian: ['python3-aio-pika'],
    elsewhere: `\`${PYTHON} -m pip install aio-pika\``,
    isThere: () => inPython('aio_pika'),
  },
  {
    what: 'GNOME Keyring',
    debian: ['gnome-keyring', 'dbus'],
    elsewhere: 'the packages gnome-keyring and dbus-daemon',
    isThere: () => !isLinux || (onPath('gnome-keyring-daemon') && onPath('dbus-daemon')),
  },
  {
    what: 'OpenSSL',
    debian: ['openssl'],
    elsewhere: 'the package openssl',
    isThere: () => onPath('openssl'),
  },
];

/**
 * @param {string} executable
 * @returns {SystemNeed}
 */
export function electronLibraries(executable) {
  return {
    what: "Electron's libraries",
    debian: ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2'],
    elsewhere: 'the packages of GTK 3, NSS, Mesa GBM and ALSA',
    isThere: async () => !isLinux || !(await capture('ldd', [executable])).output.includes('not found'),
  };
}

/**
 * Installs what is missing on Debian and its kin as root; elsewhere says what it is and how to get it.
 * @param {SystemNeed[]} needs
 */
export async function ensureSystem(needs) {
  const missing = await missingOf(needs);
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    throw new SetupError(missing.map(advice).join('\n'));
  }
  say(`Installing ${missing.map(({ what }) => what).join(', ')}…`);
  await aptInstall(missing.flatMap(({ debian }) => debian));
  const still = await missingOf(missing);
  if (still.length > 0) {
    throw new SetupError(`Still missing after apt-get: ${still.map(({ what }) => what).join(', ')}.`);
  }
}

/** @param {SystemNeed[]} needs */
async function missingOf(needs) {
  const there = await Promise.all(needs.map((need) => need.isThere()));
  return needs.filter((_, at) => !there[at]);
}

/** @param {SystemNeed} need */
const advice = ({ what, debian, elsewhere }) =>
  `Missing: ${what}. On Debian: \`sudo apt-get install ${debian.join(' ')}\`; elsewhere: ${elsewhere}.`;

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
