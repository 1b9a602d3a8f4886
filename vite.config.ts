import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';
import { libraryParts } from './scripts/lib/library.mjs';

const root = import.meta.dirname;
const at = (path: string) => resolve(root, path);

// The oldest runtime that may run the app: see scripts/lib/fallback-runtime.mjs.
const NODE = 'node20';
const CHROME = 'chrome130';

interface NodeBundle {
  entry: string;
  outDir: string;
  file: string;
  format?: 'es' | 'cjs';
}

/** A bundle for Node or Electron's own side: everything inside but node: and electron. */
function nodeBundle({ entry, outDir, file, format = 'es' }: NodeBundle): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: ['electron'] },
    build: {
      target: NODE,
      outDir: at(outDir),
      emptyOutDir: true,
      sourcemap: true,
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: at(entry),
        external: ['electron'],
        output: { format, entryFileNames: file, chunkFileNames: '[name]-[hash].js' },
      },
    },
  };
}

/** The page preloads fonts by their place on the disk, which the server of `npm run dev` knows by other names. */
const noPreloadsInDev: Plugin = {
  name: 'no-preloads-in-dev',
  apply: 'serve',
  transformIndexHtml: (html) => html.replaceAll(/<link rel="preload"[^>]*>/g, ''),
};

/** The command line: one chunk for each command, so that `--help` loads none of them. */
const commandLine = 'cli/busdeck.ts';

/**
 * The library takes the clients of the program that it is installed in. What the engine reaches of their insides it gets by way of
 * `library/clients/`, since `imports` of package.json lead nowhere from an installed package.
 */
const insideClients: Readonly<Record<string, string>> = {
  amqplib: 'amqplib.ts',
  '#amqplib/codec': 'amqplib-codec.ts',
  '#amqplib/connection': 'amqplib-connection.ts',
  rhea: 'rhea.ts',
  'rhea/lib/log.js': 'rhea-log.ts',
};

const clientsOfTheProgram: Plugin = {
  name: 'clients-of-the-program',
  enforce: 'pre',
  applyToEnvironment: ({ name }) => name === 'library',
  resolveId: (id) => {
    const file = insideClients[id];
    return file === undefined ? undefined : at(`library/clients/${file}`);
  },
};

/** CommonJS, which every Node and every test runner can load; scripts/lib/library.mjs puts ES modules and types beside it. */
function libraryBundle(parts: readonly string[]): EnvironmentOptions {
  const bundle = nodeBundle({ entry: '', outDir: 'dist/library', file: '[name].cjs', format: 'cjs' });
  const clients = ['@redis/client', 'mqtt'];
  return {
    ...bundle,
    resolve: { ...bundle.resolve, external: clients },
    build: {
      ...bundle.build,
      sourcemap: false,
      rolldownOptions: {
        input: Object.fromEntries(parts.map((part) => [part, at(`library/${part}.ts`)])),
        external: clients,
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  };
}

export default defineConfig({
  root: at('renderer'),
  // Relative, so that the same files serve any custom protocol's host.
  base: './',
  plugins: [react(), noPreloadsInDev, clientsOfTheProgram],
  clearScreen: false,
  server: { host: '127.0.0.1' },
  environments: {
    main: nodeBundle({ entry: 'electron/main.ts', outDir: 'dist/main', file: 'main.js' }),
    // A sandboxed preload can only be one CommonJS file.
    preload: nodeBundle({
      entry: 'electron/app/preload.ts',
      outDir: 'dist/preload',
      file: 'preload.cjs',
      format: 'cjs',
    }),
    // A thread of the main process, started from its text: it must be one file, too.
    search: nodeBundle({
      entry: 'electron/session/search/search-worker.ts',
      outDir: 'dist/search',
      file: 'search-worker.cjs',
      format: 'cjs',
    }),
    decode: nodeBundle({
      entry: 'electron/decode/decode-worker.ts',
      outDir: 'dist/decode',
      file: 'decode-worker.cjs',
      format: 'cjs',
    }),
    client: {
      build: {
        target: CHROME,
        outDir: at('dist/renderer'),
        emptyOutDir: true,
        sourcemap: true,
        // No data: URLs: the Content-Security-Policy can stay at 'self'.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 2_000,
      },
    },
    cli: nodeBundle({ entry: commandLine, outDir: 'dist/cli', file: 'busdeck.js' }),
    library: libraryBundle(libraryParts),
  },
  builder: {
    async buildApp(builder) {
      await Promise.all(Object.values(builder.environments).map((each) => builder.build(each)));
    },
  },
});
