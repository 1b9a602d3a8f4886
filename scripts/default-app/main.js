// What Electron runs when it has no app of its own: loads the folder or the file named on the command line, as the
// default app of Electron's releases does. It honours `-r module`, by which Playwright hooks into the app.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as electron from 'electron';

/** Two setters are there for default apps only and not in the public types. */
const app =
  /** @type {electron.App & { setVersion(version: string): void, setAppPath(path: string): void }} */ (
    electron.app
  );

/**
 * Read before anything else is loaded: a hook may shorten process.argv.
 * @param {string[]} args
 */
function readArguments(args) {
  /** @type {string[]} */
  const hooks = [];
  let isHook = false;
  for (const arg of args) {
    if (isHook) hooks.push(arg);
    else if (!arg.startsWith('-')) return { hooks, target: resolve(arg) };
    isHook = arg === '-r' || arg === '--require';
  }
  return { hooks, target: undefined };
}

/** @param {string} target */
async function load(target) {
  Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });
  const packageFile = join(target, 'package.json');
  const isFolder = existsSync(packageFile);
  if (isFolder) {
    const { name, productName, version, desktopName } = JSON.parse(readFileSync(packageFile, 'utf8'));
    if (productName ?? name) app.name = productName ?? name;
    if (version) app.setVersion(version);
    app.setDesktopName(desktopName ?? `${app.name}.desktop`);
  }
  const entry = createRequire(import.meta.url).resolve(target);
  app.setAppPath(isFolder ? target : dirname(entry));
  await import(pathToFileURL(entry).href);
}

const { hooks, target } = readArguments(process.argv.slice(1));
const requireFromHere = createRequire(join(process.cwd(), 'hooks.js'));
for (const hook of hooks) requireFromHere(hook);

if (target === undefined) {
  console.error('Name the app to run: electron <folder or file>');
  app.exit(2);
} else {
  try {
    await load(target);
  } catch (error) {
    console.error('The app failed to load:', error);
    app.exit(1);
  }
}
