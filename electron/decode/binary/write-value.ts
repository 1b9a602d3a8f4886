import { ReadingProblem } from '../problem';

/** What a value of a binary form is where JSON has no such thing: it is written as an object with these marks. */
export class Marked {
  readonly marks: Readonly<Record<string, unknown>>;

  constructor(marks: Readonly<Record<string, unknown>>) {
    this.marks = marks;
  }
}

/** Characters that are written; what is longer is no text that anybody reads. */
const maxLength = 100_000_000;
/** Deeper is no message, but an attempt to fill the stack. */
const maxDepth = 2000;
const maxIndentedLevels = 32;

/**
 * A value as JSON with line breaks and indentation. Integers are exact whatever their size, `NaN` is written as it is, and
 * what JSON has not is marked: `$base64`, `$date`, `$tag`, `$ext`. Names that are no text are written as their JSON.
 */
export function writeValue(value: unknown): string {
  const parts: string[] = [];
  let length = 0;

  function put(text: string): void {
    length += text.length;
    if (length > maxLength) throw new ReadingProblem('As text it would be too long to be shown.');
    parts.push(text);
  }

  function putAll(
    [open, close]: readonly [string, string],
    items: Iterable<readonly [string, unknown]>,
    depth: number,
  ): void {
    if (depth > maxDepth) throw new ReadingProblem(`It is nested over ${maxDepth} levels deep.`);
    let isFirst = true;
    put(open);
    for (const [before, item] of items) {
      put(`${isFirst ? '' : ','}\n${indent(depth + 1)}${before}`);
      isFirst = false;
      putValue(item, depth + 1);
    }
    put(isFirst ? close : `\n${indent(depth)}${close}`);
  }

  function putValue(each: unknown, depth: number): void {
    const plain = plainText(each);
    if (plain !== undefined) put(plain);
    else if (Array.isArray(each)) putAll(['[', ']'], withNothing(each), depth);
    else if (each instanceof Map) putAll(['{', '}'], named(each), depth);
    else if (each instanceof Marked) putAll(['{', '}'], named(Object.entries(each.marks)), depth);
    else putAll(['{', '}'], named(Object.entries(each as object)), depth);
  }

  putValue(value, 0);
  return parts.join('');
}

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, maxIndentedLevels));
}

function* withNothing(list: readonly unknown[]): Iterable<readonly [string, unknown]> {
  for (const item of list) yield ['', item];
}

function* named(entries: Iterable<readonly [unknown, unknown]>): Iterable<readonly [string, unknown]> {
  for (const [name, value] of entries) yield [`${JSON.stringify(nameText(name))}: `, value];
}

function nameText(name: unknown): string {
  return typeof name === 'string' ? name : writeValue(name).replace(/\s*\n\s*/g, ' ');
}

/** Of a value that has no others in it. */
function plainText(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      break;
  }
  if (value instanceof Uint8Array)
    return `{ "$base64": "${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}" }`;
  if (value instanceof Date) {
    const isTime = !Number.isNaN(value.getTime());
    return `{ "$date": ${JSON.stringify(isTime ? value.toISOString() : String(value))} }`;
  }
  return undefined;
}
