import { maxDepth } from './encodable';
import { RawHeader, rawHeader } from './field-table';
import type { PublishOptions } from './wire';

/** amqplib encodes a message's headers in a buffer of 64 KiB, whatever the broker's frames may have. */
const maxBytes = 65_536;
/** The most that the bus adds: to a dead letter, with an error, three names and a topic. */
const ownBytes = 5 * 1024;
const mostOfOthers = maxBytes - ownBytes;

/** What is left out of a copy. */
export interface LeftOut {
  readonly name: string;
  readonly bytes: number;
}

/** Why a message with these headers cannot be copied with the bus's own beside them; `undefined` when it can. */
export function cannotRetry(headers: Readonly<Record<string, unknown>>): string | undefined {
  const bytes = sizeOf(headers);
  if (bytes <= mostOfOthers) return undefined;
  return `It cannot be tried again: its headers have ${bytes} bytes, and a copy of them may have ${mostOfOthers}.`;
}

/** What they took on their way here, where that is known. */
function sizeOf(headers: Readonly<Record<string, unknown>>): number {
  return Object.entries(headers).reduce(
    (sum, [name, value]) => sum + entryBytes(name, rawHeader(headers, name) ?? value),
    4,
  );
}

/** The copy with as many of its headers as can be sent beside those that it must keep; the largest are left out first. */
export function withHeadersThatFit(
  copy: PublishOptions,
  mustKeep: ReadonlySet<string>,
): { copy: PublishOptions; leftOut: readonly LeftOut[] } {
  const headers: Record<string, unknown> = { ...copy.headers };
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !mustKeep.has(name)));
  let bytes = tableBytes(others);
  const leftOut: LeftOut[] = [];
  const largestFirst = Object.entries(others)
    .map(([name, value]) => ({ name, bytes: entryBytes(name, value) }))
    .sort((one, other) => other.bytes - one.bytes);
  for (const header of largestFirst) {
    if (bytes <= mostOfOthers) break;
    delete headers[header.name];
    bytes -= header.bytes;
    leftOut.push(header);
  }
  return { copy: { ...copy, headers }, leftOut };
}

function tableBytes(table: object, depth = 0): number {
  let bytes = 4;
  // With what is inherited: amqplib writes that, too.
  for (const name in table) bytes += entryBytes(name, (table as Record<string, unknown>)[name], depth);
  return bytes;
}

function entryBytes(name: string, value: unknown, depth = 0): number {
  if (value instanceof RawHeader) return value.bytes;
  return 1 + Buffer.byteLength(name) + valueBytes(value, depth);
}

/** At least what AMQP's field table takes for it, its type included; nested too deeply it takes more than there is. */
function valueBytes(value: unknown, depth: number): number {
  if (typeof value === 'string') return 5 + Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 9;
  if (Buffer.isBuffer(value)) return 5 + value.length;
  if (depth === maxDepth) return maxBytes;
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + valueBytes(item, depth + 1), 5);
  }
  return 1 + tableBytes(value, depth + 1);
}
