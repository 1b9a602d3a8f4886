import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, SetupError, say } from './run.mjs';
import { ensureSystem } from './system.mjs';

/*
 * Programs of another Debian than the machine's: all of that Debian is in a folder, and they are run by chroot. Each run has mounts of
 * its own, so that nothing of the machine is ever below the folder for anybody else.
 */

/** @type {import('./system.mjs').SystemNeed} */
const debootstrap = {
  what: 'debootstrap',
  debian: ['debootstrap'],
  elsewhere: 'debootstrap, which Debian and its kin have',
  isThere: () => existsSync('/usr/sbin/debootstrap'),
};

const folder = join(homedir(), '.cache', 'busdeck', 'debian');

/**
 * @typedef {object} DebianRoot
 * @property {string} suite `trixie`
 * @property {string} root
 */

/**
 * Makes one with these packages where it is missing: one to three minutes and 400 MB, once.
 * @param {string} suite
 * @param {string[]} packages
 * @returns {Promise<DebianRoot>}
 */
export async function debianRoot(suite, packages) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new SetupError(`Programs of Debian ${suite} are run by chroot: that takes Linux, and root.`);
  }
  const root = join(folder, suite);
  const made = join(folder, `${suite}.made`);
  if (!existsSync(made)) {
    await ensureSystem([debootstrap]);
    say(`Making a Debian ${suite}…`);
    await rm(root, { recursive: true, force: true });
    await bootstrap(suite, root);
    await writeFile(made, '');
  }
  const there = (await readFile(made, 'utf8')).split('\n').filter((name) => name !== '');
  const missing = packages.filter((name) => !there.includes(name));
  if (missing.length > 0) {
    say(`Installing ${missing.join(', ')} in Debian ${suite}…`);
    await install(root, missing);
    await writeFile(made, [...there, ...missing, ''].join('\n'));
  }
  return { suite, root };
}

/**
 * A script that runs a program inside: under the same process id, with the same environment and the same temporary folder.
 * @param {DebianRoot} debian
 * @param {string} program its path inside
 * @param {string} path of the script
 */
export async function writeWrapper({ root }, program, path) {
  await writeFile(path, `#!/bin/sh\n${inside(root, [program])} "$@"\n`, { mode: 0o755 });
}

/**
 * @param {string} root
 * @param {string[]} command
 */
function inside(root, command) {
  const mounts = ['/proc', '/dev', tmpdir()].map((each) => `mount --rbind ${each} ${root}${each}`);
  const words = command.map((word) => `'${word}'`).join(' ');
  return `exec unshare --mount sh -c '${mounts.join(' && ')} && exec chroot ${root} "$@"' sh ${words}`;
}

/**
 * @param {string} suite
 * @param {string} root
 */
async function bootstrap(suite, root) {
  // A suite that is younger than debootstrap is made like any other.
  const scripts = '/usr/share/debootstrap/scripts';
  if (!existsSync(join(scripts, suite))) await symlink('sid', join(scripts, suite));
  await mkdir(folder, { recursive: true });
  await must('debootstrap', [
    // The keys of a suite in the making may be younger than this machine's.
    '--no-check-gpg',
    '--variant=minbase',
    '--include=ca-certificates',
    suite,
    root,
    await mirror(),
  ]);
  await mkdir(join(root, tmpdir()), { recursive: true });
  await writeFile(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  // No service is started by an installation.
  await writeFile(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
}

/**
 * @param {string} root
 * @param {string[]} packages
 */
async function install(root, packages) {
  const settings = '/etc/apt/apt.conf.d';
  const kept = (await readdir(settings)).filter((name) => name.includes('proxy'));
  for (const name of kept) await writeFile(join(root, settings, name), await readFile(join(settings, name)));
  await writeFile(join(root, 'etc/resolv.conf'), await readFile('/etc/resolv.conf'));
  await writeFile(
    join(root, settings, '99busdeck'),
    'Acquire::Check-Valid-Until "false";\nAcquire::AllowInsecureRepositories "true";\nAPT::Get::AllowUnauthenticated "true";\n',
  );
  await must('sh', ['-c', inside(root, ['apt-get', '-q', 'update'])]);
  await must('sh', [
    '-c',
    inside(root, ['apt-get', '-q', '-y', '--no-install-recommends', 'install', ...packages]),
  ]);
}

/** Where this machine has its own packages from. */
async function mirror() {
  const apt = '/etc/apt';
  const lists = [
    'sources.list',
    ...(await readdir(join(apt, 'sources.list.d'))).map((name) => `sources.list.d/${name}`),
  ];
  for (const list of lists) {
    const text = await readFile(join(apt, list), 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const found = /^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+)/.exec(line)?.[1];
      if (found !== undefined && !found.includes('security')) return found;
    }
  }
  throw new SetupError('The sources of apt name no mirror to take another Debian from.');
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function must(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await capture(command, args, { env });
  if (code !== 0) throw new SetupError(`${output.trimEnd().slice(-2000)}\n${command} failed; see above.`);
}
