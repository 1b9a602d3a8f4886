/**
 * What the window remembers of itself from one start to the next. The one place that knows where it is kept: today the
 * page's own storage, and the settings file once there is one.
 */
const prefix = 'busdeck-';

/** What was kept under a name, or undefined where nothing usable is. Whoever reads checks the shape. */
export function readPreference(name: string): unknown {
  try {
    const kept = localStorage.getItem(prefix + name);
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    // Damaged or forbidden: the window then starts as it would the first time.
    return undefined;
  }
}

export function writePreference(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the memory of a layout, and nothing else.
  }
}

/** For libraries that keep texts of their own. */
export const preferenceStorage = {
  getItem: (name: string): string | null => {
    const kept = readPreference(name);
    return typeof kept === 'string' ? kept : null;
  },
  setItem: (name: string, text: string): void => writePreference(name, text),
};
