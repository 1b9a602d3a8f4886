import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { inRoot } from './paths.mjs';

/**
 * Bundles TypeScript programs for plain Node, so that they can be started as processes of their own, and removes them
 * after their use. Each use has a folder to itself: two runs at a time must not change each other's programs.
 * @template Result
 * @param {Record<string, string>} entries the programs' names and their files, relative to the repository
 * @param {(programs: Record<string, string>) => Promise<Result>} use is given the programs' names and where they are
 */
export async function withBundles(entries, use) {
  const folder = await mkdtemp(join(tmpdir(), 'busdeck-bundle-'));
  try {
    return await use(await bundle(entries, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The same into a folder that stays, below node_modules/.cache: for programs that only one run at a time uses.
 * @param {string} name of the folder
 * @param {Record<string, string>} entries
 */
export function bundleForNode(name, entries) {
  return bundle(entries, inRoot('node_modules', '.cache', `busdeck-${name}`));
}

/**
 * @param {Record<string, string>} entries
 * @param {string} outDir
 * @returns {Promise<Record<string, string>>}
 */
async function bundle(entries, outDir) {
  const inputs = Object.entries(entries).map(([program, file]) => [program, inRoot(file)]);
  await build({
    configFile: false,
    logLevel: 'warn',
    root: inRoot(),
    ssr: { noExternal: true, external: ['vite'] },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      copyPublicDir: false,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(inputs),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return Object.fromEntries(inputs.map(([program]) => [program, join(outDir, `${program}.mjs`)]));
}
