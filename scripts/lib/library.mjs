import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { run, SetupError } from './run.mjs';

/** What programs import of the package: `busdeck`, `busdeck/rabbitmq` and so on. Each is a file of library/. */
export const libraryParts = ['index', 'rabbitmq', 'redis', 'mqtt'];

const built = inRoot('dist', 'library');
const types = inRoot('dist', 'types');

/** Puts ES modules and types beside the library's CommonJS, once it and `makeTypes` are done. */
export async function finishLibrary() {
  // The one package that is inside asks for its licence to go along.
  const licence = copyFile(inRoot('node_modules', 'zod', 'LICENSE'), join(built, 'LICENSE-zod'));
  await Promise.all([...libraryParts.map(wrap), ...libraryParts.map(putTypes), licence]);
}

/**
 * An ES module that hands on what the CommonJS one has: a program that loads both has one bus and one class of errors.
 * @param {string} part
 */
async function wrap(part) {
  const names = Object.keys(createRequire(import.meta.url)(join(built, `${part}.cjs`)));
  const lines = [
    `import library from './${part}.cjs';`,
    '',
    `export const { ${names.sort().join(', ')} } = library;`,
    '',
  ];
  await writeFile(join(built, `${part}.js`), lines.join('\n'));
}

/** The declarations, into dist/types. */
export async function makeTypes() {
  await rm(types, { recursive: true, force: true });
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  if ((await run(process.execPath, [tsc, '-p', inRoot('tsconfig.library.json')])) !== 0)
    throw new SetupError('The types of the library could not be made; see above.');
  await rollUp('index');
}

/**
 * The other parts need of the first its types only, and their declarations are short as they are.
 * @param {string} part
 */
async function putTypes(part) {
  const file = part === 'index' ? join(types, 'index.d.ts') : join(types, 'library', `${part}.d.ts`);
  const text = await readFile(file, 'utf8');
  await writeFile(join(built, `${part}.d.ts`), text.replaceAll("'./index'", "'./index.js'"));
  await writeFile(join(built, `${part}.d.cts`), text.replaceAll("'./index'", "'./index.cjs'"));
}

/**
 * One file with everything that the part's types are made of.
 * @param {string} part
 */
async function rollUp(part) {
  const { Extractor, ExtractorConfig } = await import('@microsoft/api-extractor');
  const configObject = {
    projectFolder: root,
    mainEntryPointFilePath: join(types, 'library', `${part}.d.ts`),
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: 'es2022',
          module: 'esnext',
          moduleResolution: 'bundler',
          types: ['node'],
          skipLibCheck: true,
        },
      },
    },
    apiReport: { enabled: false },
    docModel: { enabled: false },
    tsdocMetadata: { enabled: false },
    dtsRollup: { enabled: true, untrimmedFilePath: join(types, `${part}.d.ts`) },
    newlineKind: 'lf',
    messages: {
      compilerMessageReporting: { default: { logLevel: 'error' } },
      // The comments are for people; a test runs what is in them.
      tsdocMessageReporting: { default: { logLevel: 'none' } },
      extractorMessageReporting: {
        default: { logLevel: 'none' },
      },
    },
  };
  const config = ExtractorConfig.prepare({
    configObject: /** @type {any} */ (configObject),
    configObjectFullPath: undefined,
    packageJsonFullPath: inRoot('package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel === 'error') return;
      message.logLevel = /** @type {any} */ ('none');
    },
  });
  if (!succeeded) throw new SetupError('The types of the library could not be put together; see above.');
}
