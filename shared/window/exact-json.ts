/** So many digits may be too many for a number to hold them. */
const manyDigits = /\d{16}/;
const integer = /^-?\d+$/;

/** Parsed JSON in which an integer that a number cannot hold is a bigint. Throws where it is no JSON. */
export function parseExact(text: string): unknown {
  // Also where there are such: what is no JSON is refused before anything is changed in it.
  const parsed: unknown = JSON.parse(text);
  if (!manyDigits.test(text)) return parsed;
  const mark = newMark();
  const marked = markIntegers(text, mark);
  if (marked === text) return parsed;
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

/** JSON's text of a value that may have bigints in it. */
export function stringifyExact(value: unknown): string | undefined {
  const mark = newMark();
  const text: string | undefined = JSON.stringify(value, (_, each) =>
    typeof each === 'bigint' ? `${mark}${each}` : each,
  );
  return text?.includes(mark) ? text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1') : text;
}

/** The number that a text writes, exactly where it is an integer; `undefined` where it is none. */
export function exactNumber(written: string): number | bigint | undefined {
  const number = Number(written);
  if (written.trim() === '' || Number.isNaN(number)) return undefined;
  return integer.test(written) && !Number.isSafeInteger(number) ? BigInt(written) : number;
}

/** No sender knows it, so that no text of theirs begins with it. */
function newMark(): string {
  return `integer-${Math.random().toString(36).slice(2)}-`;
}

/** Large integers become texts with the mark before them; what is in texts already is passed by. */
function markIntegers(text: string, mark: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = stringEnd(text, at);
    } else if (code === minus || isDigit(code)) {
      const end = numberEnd(text, at);
      const number = text.slice(at, end);
      if (integer.test(number) && !Number.isSafeInteger(Number(number))) {
        parts.push(text.slice(done, at), `"${mark}${number}"`);
        done = end;
      }
      at = end;
    } else {
      at += 1;
    }
  }
  parts.push(text.slice(done));
  return parts.join('');
}

const quote = 0x22;
const backslash = 0x5c;
const minus = 0x2d;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at + 1;
  }
  return text.length;
}

function numberEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && /[\d.eE+-]/.test(text.charAt(at))) at += 1;
  return at;
}
