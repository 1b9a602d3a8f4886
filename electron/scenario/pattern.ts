import { isDeepStrictEqual } from 'node:util';
import { createContext, Script } from 'node:vm';
import type { Pattern } from '../../shared/scenario/expectations';

export interface PayloadPattern {
  readonly words: string;
  readonly test: (body: Uint8Array | undefined) => boolean;
}

/** A payload's JSON, else its text. */
export function jsonOr(body: Uint8Array | undefined): unknown {
  const text = textOf(body);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Text is compared as it stands, any other value with the payload's JSON. */
export function isPayload(body: Uint8Array | undefined, expected: unknown): boolean {
  return isDeepStrictEqual(typeof expected === 'string' ? textOf(body) : jsonOr(body), expected);
}

/** How long one look for a pattern may take, ms: a file from elsewhere may hold one that never ends. */
const patternMs = 200;
/** What was found is looked up again at each look, as long as the payload is one of the usual size, characters. */
const longestKnown = 4096;
const mostKnown = 10_000;

/** Ends also where the expression is made to try for ever; then it is not found, here and from then on. */
function boundedTest(pattern: string): (text: string) => boolean {
  // One context for all: each costs more than a thousand looks.
  const room = createContext({ expression: new RegExp(pattern, 'u'), text: '' });
  const look = new Script('expression.test(text)');
  const known = new Map<string, boolean>();
  let isHopeless = false;
  return (text) => {
    if (isHopeless) return false;
    const before = known.get(text);
    if (before !== undefined) return before;
    try {
      room.text = text;
      const found = look.runInContext(room, { timeout: patternMs }) === true;
      if (text.length <= longestKnown && known.size < mostKnown) known.set(text, found);
      return found;
    } catch {
      isHopeless = true;
      return false;
    } finally {
      room.text = '';
    }
  };
}

const tests = new Map<string, (text: string) => boolean>();

function testFor(pattern: string): (text: string) => boolean {
  const known = tests.get(pattern);
  if (known !== undefined) return known;
  if (tests.size >= 200) tests.clear();
  const made = boundedTest(pattern);
  tests.set(pattern, made);
  return made;
}

export function patternOf(pattern: Pattern): PayloadPattern {
  const { matches, equals, contains } = typeof pattern === 'string' ? { matches: pattern } : withAll(pattern);
  if (equals !== undefined)
    return {
      words: `equals ${shortly(equals)}`,
      test: (body) => isPayload(body, equals),
    };
  if (contains !== undefined)
    return { words: `contains ${shortly(contains)}`, test: (body) => isPart(contains, jsonOr(body)) };
  const test = testFor(matches ?? '');
  return { words: `matches /${matches}/`, test: (body) => test(textOf(body)) };
}

const withAll = (pattern: Exclude<Pattern, string>) =>
  pattern as { matches?: string; equals?: unknown; contains?: unknown };

/** A parser takes what a writer does not: it calls itself for each level. */
function textOrNested(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '(nested too deep to be shown)';
  }
}

/** A value for people, on one line. */
export function shortly(value: unknown): string {
  const text = typeof value === 'string' ? value : textOrNested(value);
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

const textOf = (body: Uint8Array | undefined): string =>
  body === undefined ? '' : Buffer.from(body).toString();

/** Each field of the one is in the other; a list has each of its items. */
function isPart(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part))
    return Array.isArray(whole) && part.every((item) => whole.some((other) => isPart(item, other)));
  if (typeof part !== 'object' || part === null) return isDeepStrictEqual(part, whole);
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([key, value]) =>
    isPart(value, Object.hasOwn(whole, key) ? (whole as Record<string, unknown>)[key] : undefined),
  );
}
