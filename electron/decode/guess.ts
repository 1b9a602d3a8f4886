import type { Charset } from '../../shared/window/reading';
import { likelyBinary, type ReadBinary, readBinary, type StructuredForm } from './binary/read-binary';
import { byteOrderMark, looksLikeUtf16, looksLikeWestern, textIn } from './charset';
import { packingMark } from './unpack';

// What bytes are of which nobody says anything, by their looks.

export type Guess =
  | { readonly type: 'text'; readonly charset: Charset; readonly text: string; readonly isSure: boolean }
  | { readonly type: 'binary'; readonly form: StructuredForm; readonly read: ReadBinary }
  | { readonly type: 'base64' }
  | { readonly type: 'bytes' };

/** A byte order mark and two characters, bytes. */
const shortestMarked = 6;

/** The likeliest reading of bytes that are not packed. */
export function guess(bytes: Uint8Array): Guess {
  const mark = byteOrderMark(bytes);
  // The mark of UTF-16 is two bytes of which many a number is made: alone with one character it says nothing.
  if (mark !== undefined && bytes.length >= shortestMarked) {
    const text = textIn(mark.charset, bytes);
    if (text !== undefined && !hasControls(text))
      return { type: 'text', charset: mark.charset, text, isSure: true };
  }
  const text = textIn('utf-8', bytes);
  const isPlain = text !== undefined && !hasControls(text);
  if (isPlain) {
    return holdsMore(text) ? { type: 'base64' } : { type: 'text', charset: 'utf-8', text, isSure: true };
  }
  const wide = looksLikeUtf16(bytes);
  const wideText = wide === undefined ? undefined : textIn(wide, bytes);
  if (wide !== undefined && wideText !== undefined && !hasControls(wideText))
    return { type: 'text', charset: wide, text: wideText, isSure: false };
  for (const form of likelyBinary(bytes)) {
    const read = tryBinary(form, bytes);
    if (read !== undefined) return { type: 'binary', form, read };
  }
  if (text !== undefined) return { type: 'text', charset: 'utf-8', text, isSure: true };
  if (looksLikeWestern(bytes)) {
    const western = textIn('windows-1252', bytes);
    if (western !== undefined) return { type: 'text', charset: 'windows-1252', text: western, isSure: false };
  }
  return { type: 'bytes' };
}

function tryBinary(form: StructuredForm, bytes: Uint8Array): ReadBinary | undefined {
  try {
    return readBinary(form, bytes);
  } catch {
    return undefined;
  }
}

/** Those that no text has; ANSI colours are let pass. */
function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/.test(text.slice(0, 65_536));
}

/** Longer Base64 is unpacked when it is asked for. */
const maxBase64 = 4_000_000;

/** Whether a text is Base64 of something that says what it is; by chance few words do. */
function holdsMore(text: string): boolean {
  const digits = text.trim();
  if (digits.length < 8 || digits.length > maxBase64) return false;
  if (!/^(?:[A-Za-z0-9+/\r\n]+|[\w\r\n-]+)={0,2}$/.test(digits)) return false;
  const bytes = Buffer.from(digits, 'base64');
  if (bytes.length < 5) return false;
  if (packingMark(bytes) === 'gzip' || packingMark(bytes) === 'zstd') return true;
  const inside = textIn('utf-8', bytes);
  if (inside !== undefined && !hasControls(inside)) return isJsonObject(inside);
  return likelyBinary(bytes).some((form) => form !== 'protobuf' && tryBinary(form, bytes) !== undefined);
}

function isJsonObject(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
