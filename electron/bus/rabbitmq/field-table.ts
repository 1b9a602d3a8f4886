/// <reference path="./amqplib-internals.d.ts" />
import codec from '#amqplib/codec';

/*
 * amqplib's reading of field tables loses what it cannot say in a number (integers beyond 2^53 and their types), ends the link over
 * types that it does not know, like `L`, and the stack over tables that are nested thousands deep. This one takes its place: it
 * shows what it can, and keeps of each header of a message the bytes that came, so that a copy has the very same. It must be there
 * before amqplib is loaded, see client.ts.
 */

/** A header as it came, its name included; goes out again as it is. */
export class RawHeader {
  readonly name: Buffer;
  readonly value: Buffer;

  constructor(name: Buffer, value: Buffer) {
    this.name = name;
    this.value = value;
  }

  get bytes(): number {
    return 1 + this.name.length + this.value.length;
  }
}

/** What is nested deeper is not taken apart to be shown. */
const deepest = 100;
const tooDeep = 'nested too deeply to be shown';

const raws = new WeakMap<object, ReadonlyMap<string, RawHeader>>();

/** The bytes of a header in a table that was read, if it was. */
export function rawHeader(table: object, name: string): RawHeader | undefined {
  return raws.get(table)?.get(name);
}

const { encodeTable } = codec;

codec.decodeFields = (slice) => {
  const fields: Record<string, unknown> = {};
  const raw = new Map<string, RawHeader>();
  for (let at = 0; at < slice.length; ) {
    const nameEnd = at + 1 + slice.readUInt8(at);
    const nameBytes = slice.subarray(at + 1, nameEnd);
    const name = nameBytes.toString('utf8');
    const { value, end } = readValue(slice, nameEnd, 0);
    // A plain assignment would make `__proto__` something else than a name.
    Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true });
    raw.set(name, new RawHeader(nameBytes, slice.subarray(nameEnd, end)));
    at = end;
  }
  raws.set(fields, raw);
  return fields;
};

codec.encodeTable = (buffer, table, offset) => {
  let at = offset + 4;
  for (const name in table) {
    const value = table[name];
    if (value instanceof RawHeader) {
      if (at + value.bytes > buffer.length) {
        throw new RangeError(`Encoded field table exceeds the ${buffer.length} byte encoding buffer`);
      }
      buffer.writeUInt8(value.name.length, at);
      value.name.copy(buffer, at + 1);
      value.value.copy(buffer, at + 1 + value.name.length);
      at += value.bytes;
    } else if (value !== undefined) {
      // As a table of its own, which begins with four bytes for its length; those are written over.
      const size = encodeTable(buffer, Object.defineProperty({}, name, { value, enumerable: true }), at);
      buffer.copyWithin(at, at + 4, at + size);
      at += size - 4;
    }
  }
  buffer.writeUInt32BE(at - offset - 4, offset);
  return at - offset;
};

interface Read {
  readonly value: unknown;
  readonly end: number;
}

function readValue(slice: Buffer, start: number, depth: number): Read {
  const tag = String.fromCharCode(slice.readUInt8(start));
  const at = start + 1;
  const fixed = (value: unknown, size: number): Read => ({ value, end: at + size });
  switch (tag) {
    case 'b':
      return fixed(slice.readInt8(at), 1);
    case 'B':
      return fixed(slice.readUInt8(at), 1);
    case 's':
      return fixed(slice.readInt16BE(at), 2);
    case 'u':
      return fixed(slice.readUInt16BE(at), 2);
    case 'I':
      return fixed(slice.readInt32BE(at), 4);
    case 'i':
      return fixed(slice.readUInt32BE(at), 4);
    case 'l':
      return fixed(exact(slice.readBigInt64BE(at)), 8);
    case 'L':
      return fixed(exact(slice.readBigUInt64BE(at)), 8);
    case 'f':
      return fixed(slice.readFloatBE(at), 4);
    case 'd':
      return fixed(slice.readDoubleBE(at), 8);
    case 't':
      return fixed(slice.readUInt8(at) !== 0, 1);
    case 'V':
      return fixed(null, 0);
    case 'T':
      return fixed({ '!': 'timestamp', value: Number(slice.readBigUInt64BE(at)) }, 8);
    case 'D': {
      const value = { places: slice.readUInt8(at), digits: slice.readUInt32BE(at + 1) };
      return fixed({ '!': 'decimal', value }, 5);
    }
    case 'S':
    case 'x':
    case 'F':
    case 'A': {
      const from = at + 4;
      const end = from + slice.readUInt32BE(at);
      if (end > slice.length) throw new RangeError('A header ends behind its table.');
      return { value: readLong(tag, slice.subarray(from, end), depth), end };
    }
    default:
      // How long it is nobody knows: it and all that follows is one value, and goes on as it came.
      return { value: `of a type that is not known here (${JSON.stringify(tag)})`, end: slice.length };
  }
}

function readLong(tag: 'S' | 'x' | 'F' | 'A', slice: Buffer, depth: number): unknown {
  if (tag === 'S') return slice.toString('utf8');
  if (tag === 'x') return slice;
  if (depth === deepest) return tooDeep;
  const list: unknown[] = [];
  const table: Record<string, unknown> = {};
  for (let at = 0; at < slice.length; ) {
    const nameEnd = tag === 'F' ? at + 1 + slice.readUInt8(at) : at;
    const { value, end } = readValue(slice, nameEnd, depth + 1);
    if (tag === 'A') list.push(value);
    else {
      const name = slice.toString('utf8', at + 1, nameEnd);
      Object.defineProperty(table, name, { value, enumerable: true, writable: true, configurable: true });
    }
    at = end;
  }
  return tag === 'A' ? list : table;
}

/** A number where it is exact, else its digits. */
function exact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
