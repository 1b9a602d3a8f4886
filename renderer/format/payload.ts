import type { PayloadPreview } from '../../shared/bus/message';
import { isJson, layOutJson } from '../../shared/window/json-layout';

/** A preview as one line. White space between JSON's tokens says nothing, so it shrinks; in text it stays visible. */
export function oneLine({ format, text }: PayloadPreview, maxCharacters: number): string {
  switch (format) {
    case 'empty':
      return 'empty';
    case 'json':
      return text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .join(' ')
        .slice(0, maxCharacters);
    case 'text':
    case 'binary':
      return text.slice(0, maxCharacters);
  }
}

/** A whole payload, ready to be shown. */
export type ReadablePayload =
  | { readonly format: 'empty' }
  | { readonly format: 'json' | 'text'; readonly text: string }
  | { readonly format: 'binary'; readonly bytes: Uint8Array };

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Larger JSON is shown as it came: formatting it would hold up the window. */
const maxPrettyBytes = 1_000_000;

export function readPayload(bytes: Uint8Array): ReadablePayload {
  if (bytes.length === 0) return { format: 'empty' };
  const text = decode(bytes);
  if (text === undefined) return { format: 'binary', bytes };
  if (bytes.length > maxPrettyBytes) return { format: 'text', text };
  const pretty = prettyJson(text);
  return pretty === undefined ? { format: 'text', text } : { format: 'json', text: pretty };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A text that becomes longer than this by its indentation is left as it came. */
const maxPrettyLength = 5_000_000;

/** JSON with line breaks and indentation, see layOutJson; or `undefined` where it is none, or becomes too long by it. */
export function prettyJson(text: string): string | undefined {
  if (!isJson(text)) return undefined;
  const lines: string[] = [];
  let length = 0;
  layOutJson(text, (line) => {
    length += line.length + 1;
    lines.push(line);
    return length <= maxPrettyLength;
  });
  return length <= maxPrettyLength ? lines.join('\n') : undefined;
}

/** Lines of offset, hexadecimal, and the printable ASCII. `start` is where in the whole these bytes stand. */
export function hexDump(bytes: Uint8Array, bytesPerLine: number, start = 0): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += bytesPerLine) {
    const line = bytes.subarray(offset, offset + bytesPerLine);
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = Array.from(line, printable).join('');
    lines.push(
      `${(start + offset).toString(16).padStart(8, '0')}  ${hex.padEnd(bytesPerLine * 3 - 1)}  ${ascii}`,
    );
  }
  return lines.join('\n');
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

/** All bytes as spaced hexadecimal digits, sixteen a line. */
export function hexDigits(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const lines: string[] = [];
  for (let at = 0; at < digits.length; at += 16) lines.push(digits.slice(at, at + 16).join(' '));
  return lines.join('\n');
}
