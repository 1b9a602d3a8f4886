import { BusError, describeThrown } from '../shared/bus/errors';

/** What is sent for a payload: text as UTF-8, bytes as they are and not copied, any other value as its JSON. */
export function toBytes(payload: unknown): Uint8Array {
  if (typeof payload === 'string') return Buffer.from(payload);
  if (payload instanceof Uint8Array) return payload;
  if (ArrayBuffer.isView(payload)) return bytesAt(payload.buffer, payload.byteOffset, payload.byteLength);
  if (payload instanceof ArrayBuffer || payload instanceof SharedArrayBuffer) return bytesAt(payload);
  return Buffer.from(toJson(payload));
}

const bytesAt = (buffer: ArrayBufferLike, at?: number, length?: number) => new Uint8Array(buffer, at, length);

function toJson(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new BusError('invalid-argument', `This payload has no JSON: ${describeThrown(cause)}.`, { cause });
  }
  if (json !== undefined) return json;
  throw new BusError(
    'invalid-argument',
    `A payload may be text, bytes or a value that has a JSON; ${typeof value} has none.`,
  );
}
