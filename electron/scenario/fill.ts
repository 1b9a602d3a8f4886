import { BusError } from '../../shared/bus/errors';
import type { VariableValue } from '../../shared/scenario/scenario';
import { replacePlaceholders } from '../../shared/window/template';

export type Values = Readonly<Record<string, VariableValue>>;

/** Lists within lists are not read deeper: an alias of YAML may stand for what it is in. */
const deepest = 60;

/** What a small file can be made to grow to, values and characters. */
const mostValues = 500_000;
const mostCharacters = 20_000_000;

/** What stands in payloads may be meant for whoever receives it, and `{{seq}}` and the like are filled in as they are sent. */
const filledLater = /^(?:seq|uuid|now|random(?:\s.*)?)$/;

export interface Unfilled {
  readonly path: readonly PropertyKey[];
  readonly name: string;
}

/** Fills variables in, everywhere. A text that is nothing but a variable becomes its value, so that it may be a number. */
export function fillIn(raw: unknown, values: Values): { filled: unknown; unfilled: Unfilled[] } {
  const unfilled: Unfilled[] = [];
  let seen = 0;
  let characters = 0;
  const visit = (value: unknown, path: readonly PropertyKey[]): unknown => {
    seen += 1;
    if (seen > mostValues || characters > mostCharacters)
      throw new BusError('too-large', 'With its variables and aliases filled in this scenario is too large.');
    if (path.length > deepest)
      throw new BusError('too-large', `Nothing may be nested deeper than ${deepest} levels in a scenario.`);
    if (typeof value === 'string') {
      const text = fillText(value, values, (name) => unfilled.push({ path, name }));
      characters += typeof text === 'string' ? text.length : 0;
      return text;
    }
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        fillText(key, values, () => undefined) as string,
        visit(item, [...path, key]),
      ]),
    );
  };
  return {
    filled: visit(raw, []),
    unfilled: unfilled.filter(({ path }) => path[0] === 'variables' || !path.some(isFree)),
  };
}

const free: ReadonlySet<PropertyKey> = new Set([
  'payload',
  'payloads',
  'equals',
  'contains',
  'headers',
  'description',
]);
const isFree = (key: PropertyKey): boolean => free.has(key);

function fillText(text: string, values: Values, onUnknown: (name: string) => void): unknown {
  const whole = /^\{\{([^{}]*)\}\}$/.exec(text)?.[1]?.trim();
  if (whole !== undefined && Object.hasOwn(values, whole)) return values[whole];
  let length = 0;
  return replacePlaceholders(text, (written, name) => {
    if (Object.hasOwn(values, name)) {
      const value = String(values[name]);
      length += value.length;
      if (length > mostCharacters)
        throw new BusError('too-large', 'With its variables filled in this text is too large.');
      return value;
    }
    if (!filledLater.test(name)) onUnknown(name);
    return written;
  });
}
