import { join } from 'node:path';
import { build } from 'vite';
import { inRoot } from './paths.mjs';

/**
 * Bundles TypeScript programs for plain Node, so that they can be started as processes of their own.
 * @param {string} name of the folder they go to, below node_modules/.cache
 * @param {Record<string, string>} entries the programs' names and their files, relative to the repository
 * @returns {Promise<Record<string, string>>} the programs' names and where they are now
 */
export async function bundleForNode(name, entries) {
  const outDir = inRoot('node_modules', '.cache', `busdeck-${name}`);
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
