import { decode, ExtData, ExtensionCodec } from '@msgpack/msgpack';
import { Marked, writeValue } from './write-value';

/** MessagePack as JSON. Throws the library's words where it is none, or where bytes are left over. */
export function readMsgpack(bytes: Uint8Array): string {
  const value = decode(bytes, {
    extensionCodec: codec,
    useBigInt64: true,
    mapKeyConverter: (key) => (typeof key === 'string' ? key : keyText(key)),
  });
  return writeValue(value);
}

/** The library's own way with keys of other kinds is to refuse the whole. */
function keyText(key: unknown): string {
  return writeValue(key instanceof ExtData ? extension(key.type, key.data) : key);
}

function extension(type: number, data: Uint8Array | ((at: number) => Uint8Array)): Marked {
  const bytes = typeof data === 'function' ? data(0) : data;
  return new Marked({ $ext: type, $base64: Buffer.from(bytes).toString('base64') });
}

/** Knows the one extension that MessagePack has itself, a time; others are shown as bytes. */
class ShownExtensions extends ExtensionCodec {
  override decode(data: Uint8Array, type: number, context: undefined): unknown {
    const value = super.decode(data, type, context);
    return value instanceof ExtData ? extension(value.type, value.data) : value;
  }
}

const codec = new ShownExtensions();

/** The first byte is that of a map or a list: what messages are. A text or a number alone could be anything. */
export function startsLikeMsgpack(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  return (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
}
