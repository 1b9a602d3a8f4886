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

/** Joined bit by bit: a rope of millions of pieces takes more memory than the text, and a list of them even more. */
const joinedAt = 1 << 16;

/**
 * A value as JSON with line breaks and indentation. Integers are exact whatever their size, `NaN` is written as it is, and
 * what JSON has not is marked: `$base64`, `$date`, `$tag`, `$ext`. Names that are no text are written as their JSON.
 */
export function writeValue(value: unknown): string {
  const writer = new Writer();
  writer.put(value, 0);
  return writer.text();
}

class Writer {
  readonly #done: string[] = [];
  #doneLength = 0;
  #rest = '';

  text(): string {
    this.#done.push(this.#rest);
    this.#rest = '';
    return this.#done.join('');
  }

  put(value: unknown, depth: number): void {
    if (depth > maxDepth) throw new ReadingProblem(`It is nested over ${maxDepth} levels deep.`);
    const plain = plainText(value);
    if (plain !== undefined) this.#add(plain);
    else if (Array.isArray(value)) this.#list(value, depth);
    else this.#record(value instanceof Map ? value : Object.entries(marksOf(value)), depth);
  }

  #list(list: readonly unknown[], depth: number): void {
    let before = '[';
    for (const item of list) {
      this.#add(`${before}\n${indent(depth + 1)}`);
      this.put(item, depth + 1);
      before = ',';
    }
    this.#add(before === '[' ? '[]' : `\n${indent(depth)}]`);
  }

  #record(entries: Iterable<readonly [unknown, unknown]>, depth: number): void {
    let before = '{';
    for (const [name, item] of entries) {
      this.#add(`${before}\n${indent(depth + 1)}${JSON.stringify(nameText(name))}: `);
      this.put(item, depth + 1);
      before = ',';
    }
    this.#add(before === '{' ? '{}' : `\n${indent(depth)}}`);
  }

  #add(text: string): void {
    this.#rest += text;
    if (this.#rest.length < joinedAt) return;
    this.#doneLength += this.#rest.length;
    if (this.#doneLength > maxLength) throw new ReadingProblem('As text it would be too long to be shown.');
    this.#done.push(flat(this.#rest));
    this.#rest = '';
  }
}

/** One piece instead of a rope: looking for what is not in it has the engine write it out. */
function flat(text: string): string {
  text.indexOf('\0');
  return text;
}

function marksOf(value: unknown): object {
  return value instanceof Marked ? value.marks : (value as object);
}

const indentations = Array.from({ length: maxIndentedLevels + 1 }, (_, level) => '  '.repeat(level));

function indent(depth: number): string {
  return indentations[Math.min(depth, maxIndentedLevels)] ?? '';
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
