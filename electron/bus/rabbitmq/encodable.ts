import type { Options } from 'amqplib';
import { cutText } from '../utf8';

/** AMQP's short strings, which names and properties are. */
export const maxShortBytes = 255;
/** Tables and lists in each other; what is deeper ends the stack, and is left out of a copy. */
export const maxDepth = 1000;
/** What a signed and an unsigned integer of 64 bits can hold, as far as a double can tell. */
const integers = { from: -(2 ** 63), below: 2 ** 63 };
const latestTime = 2 ** 64 - 2048;

/**
 * Headers in a form that amqplib can write. It throws for some that it has read itself: numbers that are none, lie
 * beyond 64 bits, or are large and have a fraction; tables with a key `!`, by which it marks types of its own; and names
 * that were no UTF-8 and have grown in reading.
 */
export function encodableHeaders(
  headers: Readonly<Record<string, unknown>>,
  depth = 0,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [cutText(name, maxShortBytes), encodable(value, depth)]),
  );
}

/** The same for what stands beside the headers. */
export function encodableProperties({ timestamp, ...others }: Options.Publish): Options.Publish {
  const entries = Object.entries(others).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? cutText(value, maxShortBytes) : value,
  ]);
  return {
    ...Object.fromEntries(entries),
    ...(timestamp === undefined ? {} : { timestamp: Math.min(timestamp, latestTime) }),
  };
}

function encodable(value: unknown, depth: number): unknown {
  if (typeof value === 'number') return fits(value) ? value : { '!': 'double', value };
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  if (depth === maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => encodable(item, depth + 1));
  if (isTime(value)) return { '!': 'timestamp', value: Math.min(value.value, latestTime) };
  if (isDecimal(value)) return value;
  const table = encodableHeaders(value as Record<string, unknown>, depth + 1);
  // A key that is inherited is written all the same, and not taken for a mark.
  return Object.hasOwn(table, '!') ? Object.create(table) : table;
}

/** Below 2^50 amqplib sees by itself that a number has a fraction. */
function fits(value: number): boolean {
  if (!Number.isInteger(value)) return Math.abs(value) < 2 ** 50;
  return value >= integers.from && value < integers.below;
}

function isTime(value: object): value is { value: number } {
  return marked(value, 'timestamp') && Number.isInteger(value.value) && (value.value as number) >= 0;
}

function isDecimal(value: object): boolean {
  if (!marked(value, 'decimal') || typeof value.value !== 'object' || value.value === null) return false;
  const { places, digits } = value.value as Record<string, unknown>;
  return isWhole(places, 255) && isWhole(digits, 2 ** 32 - 1);
}

function marked(value: object, type: string): value is { '!': unknown; value: unknown } {
  return '!' in value && value['!'] === type && 'value' in value;
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}
