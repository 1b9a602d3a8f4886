import { ReadingProblem } from '../problem';

/** Deeper is no message, but a chain of bytes that happen to read so. */
const maxDepth = 50;
const maxLines = 1_000_000;

interface Field {
  readonly number: number;
  readonly value:
    | { readonly type: 'varint'; readonly value: bigint }
    | { readonly type: 'fixed32' | 'fixed64' | 'bytes'; readonly bytes: Uint8Array };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The fields of a Protocol Buffers message by their numbers: without its schema neither their names nor their types are
 * in it, so that a text, a message in the message or plain bytes are guesses.
 */
export function readProtobuf(bytes: Uint8Array): string {
  const fields = fieldsOf(bytes);
  if (fields === undefined) throw new ReadingProblem('The fields do not come out even.');
  const lines: string[] = [];
  write(fields, 0, lines);
  return lines.join('\n');
}

/** Whether the bytes read as fields to their end. Few others do, and most of those are short. */
export function looksLikeProtobuf(bytes: Uint8Array): boolean {
  if (bytes.length < 2) return false;
  const fields = fieldsOf(bytes);
  return fields?.every(({ number }) => number <= 2000) ?? false;
}

/** `undefined` where they do not read as fields to their end. */
function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;

  function varint(): bigint | undefined {
    let value = 0n;
    for (let shift = 0n; shift < 70n && at < bytes.length; shift += 7n) {
      const byte = view.getUint8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value > 0xffff_ffff_ffff_ffffn ? undefined : value;
    }
    return undefined;
  }

  while (at < bytes.length) {
    const tag = varint();
    if (tag === undefined || tag >= 1n << 32n) return undefined;
    const number = Number(tag >> 3n);
    if (number === 0) return undefined;
    switch (Number(tag & 7n)) {
      case 0: {
        const value = varint();
        if (value === undefined) return undefined;
        fields.push({ number, value: { type: 'varint', value } });
        break;
      }
      case 1:
      case 2:
      case 5: {
        const wire = Number(tag & 7n);
        const length = wire === 1 ? 8n : wire === 5 ? 4n : varint();
        if (length === undefined || length > BigInt(bytes.length - at)) return undefined;
        const end = at + Number(length);
        const type = wire === 1 ? 'fixed64' : wire === 5 ? 'fixed32' : 'bytes';
        fields.push({ number, value: { type, bytes: bytes.subarray(at, end) } });
        at = end;
        break;
      }
      default:
        // Groups went out of use before most services were written.
        return undefined;
    }
    if (fields.length > maxLines) return undefined;
  }
  return fields;
}

function write(fields: readonly Field[], depth: number, lines: string[]): void {
  const indent = '  '.repeat(depth);
  for (const { number, value } of fields) {
    if (lines.length > maxLines) throw new ReadingProblem('It has more fields than can be shown.');
    if (value.type !== 'bytes') {
      const words = value.type === 'varint' ? varintWords(value.value) : fixedWords(value.bytes);
      lines.push(`${indent}${number}: ${words}`);
      continue;
    }
    const text = printable(value.bytes);
    if (text !== undefined) {
      lines.push(`${indent}${number}: ${JSON.stringify(text)}`);
      continue;
    }
    const inner = depth < maxDepth ? fieldsOf(value.bytes) : undefined;
    if (inner === undefined || inner.length === 0) {
      lines.push(
        `${indent}${number}: ${value.bytes.length} bytes ${Buffer.from(value.bytes).toString('hex')}`,
      );
      continue;
    }
    lines.push(`${indent}${number} {`);
    write(inner, depth + 1, lines);
    lines.push(`${indent}}`);
  }
}

/** As a number without a sign, and as the signed one where that is another. */
function varintWords(value: bigint): string {
  const signed = BigInt.asIntN(64, value);
  return signed === value ? String(value) : `${value} (or ${signed})`;
}

function fixedWords(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length === 4
    ? `${view.getUint32(0, true)} (or ${Number(view.getFloat32(0, true).toPrecision(7))})`
    : `${view.getBigUint64(0, true)} (or ${view.getFloat64(0, true)})`;
}

/** A text that a person would have written: no control characters but those of white space. */
function printable(bytes: Uint8Array): string | undefined {
  try {
    const text = strictUtf8.decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
