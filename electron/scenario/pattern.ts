import { isDeepStrictEqual } from 'node:util';
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

export function patternOf(pattern: Pattern): PayloadPattern {
  const { matches, equals, contains } = typeof pattern === 'string' ? { matches: pattern } : withAll(pattern);
  if (equals !== undefined)
    return {
      words: `equals ${shortly(equals)}`,
      test: (body) => isDeepStrictEqual(typeof equals === 'string' ? textOf(body) : jsonOr(body), equals),
    };
  if (contains !== undefined)
    return { words: `contains ${shortly(contains)}`, test: (body) => isPart(contains, jsonOr(body)) };
  const expression = new RegExp(matches ?? '', 'u');
  return { words: `matches /${matches}/`, test: (body) => expression.test(textOf(body)) };
}

const withAll = (pattern: Exclude<Pattern, string>) =>
  pattern as { matches?: string; equals?: unknown; contains?: unknown };

/** A value for people, on one line. */
export function shortly(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
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
