import type { ShortcutName } from './keys';

/** What each shortcut does at the moment, so that the palette can do the same. A part that is away has none here. */
const runners = new Map<ShortcutName, () => void>();

export function registerRunner(name: ShortcutName, run: () => void): () => void {
  runners.set(name, run);
  return () => {
    // Another part may have taken it over meanwhile.
    if (runners.get(name) === run) runners.delete(name);
  };
}

export function runnerOf(name: ShortcutName): (() => void) | undefined {
  return runners.get(name);
}
