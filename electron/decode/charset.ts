import { type Charset, charsets } from '../../shared/window/reading';

/** What people write for a charset, and what it is. */
const aliases: Readonly<Record<string, Charset>> = {
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'utf-16': 'utf-16be',
  utf16: 'utf-16be',
  'iso8859-1': 'iso-8859-1',
  'iso_8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  'latin-1': 'iso-8859-1',
  cp1252: 'windows-1252',
  cp1251: 'windows-1251',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'windows-31j': 'shift_jis',
  eucjp: 'euc-jp',
  gb2312: 'gbk',
  cp936: 'gbk',
  euckr: 'euc-kr',
};

export function charsetNamed(name: string): Charset | undefined {
  const lower = name.trim().toLowerCase();
  return charsets.find((each) => each === lower) ?? aliases[lower];
}

/** Of a content type, without its quotes. */
export function charsetIn(contentType: string | undefined): string | undefined {
  const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(contentType ?? '') ?? [];
  return quoted ?? plain;
}

/** The byte order mark, and what it says. */
export function byteOrderMark(bytes: Uint8Array): { charset: Charset; length: number } | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { charset: 'utf-8', length: 3 };
  // UTF-32 begins with the same two bytes, and no text with a NUL.
  if (first === 0xff && second === 0xfe && !(third === 0 && fourth === 0))
    return { charset: 'utf-16le', length: 2 };
  if (first === 0xfe && second === 0xff) return { charset: 'utf-16be', length: 2 };
  return undefined;
}

/** The text, without its byte order mark, or `undefined` where the bytes are no such text. */
export function textIn(charset: Charset, bytes: Uint8Array): string | undefined {
  const mark = byteOrderMark(bytes);
  const body = mark?.charset === charset ? bytes.subarray(mark.length) : bytes;
  if (charset === 'iso-8859-1' || charset === 'windows-1252') {
    // What the web calls so is Windows-1252, and Node 20 has Latin-1 for both.
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
    return charset === 'iso-8859-1' ? text : text.replace(/[\u0080-\u009f]/g, inWindows1252);
  }
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** 0x80 to 0x9f, with a blank where there is nothing. */
const westernSigns = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

function inWindows1252(control: string): string {
  const sign = westernSigns.charAt(control.charCodeAt(0) - 0x80);
  return sign === ' ' ? control : sign;
}

/** UTF-16 without a mark: of a text in it, most bytes of one half are NUL, and none of the other. */
export function looksLikeUtf16(bytes: Uint8Array): Charset | undefined {
  const size = Math.min(bytes.length & ~1, 4096);
  if (bytes.length % 2 !== 0 || size < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < size; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  const most = (size / 2) * 0.7;
  if (odd >= most && even === 0) return 'utf-16le';
  if (even >= most && odd === 0) return 'utf-16be';
  return undefined;
}

/** A guess costs more than its answer is worth beyond this. */
const maxGuessedBytes = 200_000;

/**
 * Text of one byte a character, from western Europe: printable ASCII, and now and then an accented letter among other
 * letters. Bytes of anything else come in rows, or have control characters among them.
 */
export function looksLikeWestern(bytes: Uint8Array): boolean {
  if (bytes.length > maxGuessedBytes) return false;
  let plain = 0;
  let inRow = 0;
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
    if (byte === 0x7f || (byte >= 0x80 && westernSigns[byte - 0x80] === ' ')) return false;
    if (byte < 0x80) {
      plain += 1;
      inRow = 0;
      continue;
    }
    inRow += 1;
    if (inRow > 2) return false;
  }
  return bytes.length >= 4 && plain >= bytes.length * 0.7;
}
