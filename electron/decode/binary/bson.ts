import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  deserialize,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { Marked, writeValue } from './write-value';

/** BSON as JSON, with the marks of MongoDB's Extended JSON. Throws the library's words where it is none. */
export function readBson(bytes: Uint8Array): string {
  return writeValue(
    shown(deserialize(bytes, { useBigInt64: true, bsonRegExp: true, promoteBuffers: false })),
  );
}

function shown(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof ObjectId) return new Marked({ $oid: value.toHexString() });
  if (value instanceof Decimal128) return new Marked({ $numberDecimal: value.toString() });
  if (value instanceof Double) return value.value;
  if (value instanceof Binary) {
    const isUuid = value.sub_type === Binary.SUBTYPE_UUID && value.position === 16;
    if (isUuid) return new Marked({ $uuid: value.toUUID().toHexString() });
    return value.sub_type === 0
      ? value.buffer.subarray(0, value.position)
      : new Marked({ $base64: value.toString('base64'), $subtype: value.sub_type });
  }
  if (value instanceof BSONRegExp) return new Marked({ $regex: value.pattern, $options: value.options });
  if (value instanceof BSONSymbol) return value.value;
  if (value instanceof Code)
    return new Marked({ $code: String(value.code), ...(value.scope ? { $scope: shown(value.scope) } : {}) });
  if (value instanceof MinKey) return new Marked({ $minKey: 1 });
  if (value instanceof MaxKey) return new Marked({ $maxKey: 1 });
  if (value instanceof Timestamp) return new Marked({ $timestamp: new Marked({ t: value.t, i: value.i }) });
  return new Map(Object.entries(value).map(([name, inner]) => [name, shown(inner)]));
}

/** Its length stands at its beginning, and a NUL at its end. */
export function startsLikeBson(bytes: Uint8Array): boolean {
  if (bytes.length < 5 || bytes.at(-1) !== 0) return false;
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true) === bytes.length;
}
