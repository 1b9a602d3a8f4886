import { describeThrown } from '../../../shared/bus/errors';
import { type Settings, settingsSchema, settingsVersion } from '../../../shared/window/settings';

export interface ReadSettings {
  readonly settings: Settings;
  /** What could not be used, as a sentence; then the file is to be set aside. */
  readonly damage?: string;
}

/** Makes the most of the text of a settings file: what cannot be used is left out, and nothing else. */
export function readSettings(text: string | undefined): ReadSettings {
  if (text === undefined) return { settings: settingsSchema.parse({}) };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { settings: settingsSchema.parse({}), damage: `It is no JSON (${describeThrown(error)}).` };
  }
  const parsed = settingsSchema.safeParse(raw);
  if (parsed.success) return { settings: parsed.data };
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { settings: settingsSchema.parse({}), damage: 'It does not hold settings.' };
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const version = 'version' in raw ? raw.version : undefined;
  const newer =
    typeof version === 'number' && version > settingsVersion ? ' A newer Busdeck has written it.' : '';
  return {
    settings: settingsSchema.parse(usableOf(raw as Record<string, unknown>)),
    damage: `Not all of it can be used (${where}: ${issue?.message}).${newer}`,
  };
}

/** Every field for itself, and every profile and setup for itself: one bad entry does not take the others along. */
function usableOf(raw: Record<string, unknown>): Record<string, unknown> {
  const usable: Record<string, unknown> = { ...raw };
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    if (schema.safeParse(raw[name]).success) continue;
    const entries = raw[name];
    if ((name === 'profiles' || name === 'setups') && Array.isArray(entries)) {
      const { element } = settingsSchema.shape[name].unwrap();
      usable[name] = entries.filter((entry) => element.safeParse(entry).success);
    } else {
      delete usable[name];
    }
  }
  return usable;
}
