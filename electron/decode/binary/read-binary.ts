import { describeThrown } from '../../../shared/bus/errors';
import type { BinaryForm } from '../../../shared/window/reading';
import { amount, ReadingProblem } from '../problem';
import { readBson, startsLikeBson } from './bson';
import { readCbor, startsLikeCbor } from './cbor';
import { readMsgpack, startsLikeMsgpack } from './msgpack';
import { looksLikeProtobuf, readProtobuf } from './protobuf';

export type StructuredForm = Exclude<BinaryForm, 'bytes'>;

export const structuredNames: Readonly<Record<StructuredForm, string>> = {
  msgpack: 'MessagePack',
  cbor: 'CBOR',
  bson: 'BSON',
  protobuf: 'Protocol Buffers',
};

/** Each value of them becomes an object many times its size. */
const maxStructuredBytes = 40_000_000;

export interface ReadBinary {
  readonly shows: 'json' | 'text';
  readonly text: string;
}

/** Bytes as text. Throws a ReadingProblem where they are not what they are said to be. */
export function readBinary(form: StructuredForm, bytes: Uint8Array): ReadBinary {
  const name = structuredNames[form];
  if (bytes.length > maxStructuredBytes)
    throw new ReadingProblem(
      `${name} is read up to ${amount(maxStructuredBytes)}; this has ${amount(bytes.length)}.`,
    );
  try {
    return { shows: form === 'protobuf' ? 'text' : 'json', text: readers[form](bytes) };
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message))
      throw new ReadingProblem(`As ${name} it is nested too deep to be read.`);
    throw new ReadingProblem(`As ${name} it cannot be read: ${describeThrown(error)}`);
  }
}

const readers: Readonly<Record<StructuredForm, (bytes: Uint8Array) => string>> = {
  msgpack: readMsgpack,
  cbor: readCbor,
  bson: readBson,
  protobuf: readProtobuf,
};

/** By what the message says. */
export function binaryNamed(contentType: string | undefined): StructuredForm | undefined {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  const name = type.trim();
  if (/^application\/(x-|vnd\.)?(msgpack|messagepack)$|\+msgpack$/.test(name)) return 'msgpack';
  if (/^application\/cbor$|\+cbor$/.test(name)) return 'cbor';
  if (/^application\/(x-|vnd\.)?bson$/.test(name)) return 'bson';
  if (/^application\/(x-|vnd\.google\.)?(protobuf|protobuffer)$|\+protobuf$/.test(name)) return 'protobuf';
  return undefined;
}

/** What bytes look like that are no text: the forms that are worth a try, the likeliest first. */
export function likelyBinary(bytes: Uint8Array): readonly StructuredForm[] {
  const likely: StructuredForm[] = [];
  if (startsLikeBson(bytes)) likely.push('bson');
  if (startsLikeMsgpack(bytes)) likely.push('msgpack');
  if (startsLikeCbor(bytes)) likely.push('cbor');
  if (bytes.length <= maxGuessedBytes && looksLikeProtobuf(bytes)) likely.push('protobuf');
  return likely;
}

/** A message of many megabytes whose form nobody has named is looked at when it is asked for. */
const maxGuessedBytes = 4_000_000;
