import { randomUUID } from 'node:crypto';
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
    return { settings: settingsSchema.parse({}), damage: `It is not valid JSON (${describeThrown(error)}).` };
  }
  const tooMuch = cutUnknown(raw);
  const parsed = settingsSchema.safeParse(raw);
  if (parsed.success) {
    return {
      settings: withUniqueIds(parsed.data),
      ...(tooMuch.length === 0
        ? {}
        : { damage: `What no Busdeck writes was left out: ${tooMuch.join(', ')}.` }),
    };
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { settings: settingsSchema.parse({}), damage: 'It does not hold settings.' };
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const version = 'version' in raw ? raw.version : undefined;
  const newer =
    typeof version === 'number' && version > settingsVersion ? ' A newer Busdeck has written it.' : '';
  return {
    settings: withUniqueIds(settingsSchema.parse(usableOf(raw as Record<string, unknown>))),
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

/** Deeper than anything of ours, and less than what writing it takes the whole program down with. */
const maxDepth = 40;
/** Of all that one unknown field holds, characters. */
const maxUnknownLength = 1_000_000;

/** Takes out what could not be written again, and what is unknown and huge; answers its places. */
function cutUnknown(raw: unknown): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const found: string[] = [];
  const walk = (value: object, path: string, depth: number): void => {
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== 'object' || inner === null) continue;
      const place = path === '' ? name : `${path}.${name}`;
      if (depth === maxDepth) {
        Reflect.deleteProperty(value, name);
        found.push(`${place.slice(0, 100)}…`);
      } else walk(inner, place, depth + 1);
    }
  };
  walk(raw, '', 1);
  for (const [name, value] of Object.entries(raw)) {
    if (Object.hasOwn(settingsSchema.shape, name)) continue;
    if (JSON.stringify(value).length <= maxUnknownLength) continue;
    Reflect.deleteProperty(raw, name);
    found.push(name.slice(0, 100));
  }
  return found.slice(0, 5);
}

/** Two connections of one id would be deleted as one: the later one gets an id of its own, and its password is asked for. */
function withUniqueIds(settings: Settings): Settings {
  const known = new Set<string>();
  const profiles = settings.profiles.map((profile) => {
    const id = known.has(profile.id) ? randomUUID() : profile.id;
    known.add(id);
    return id === profile.id ? profile : { ...profile, id };
  });
  return { ...settings, profiles };
}
