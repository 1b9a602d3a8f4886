/** Deeper levels are indented no further: each line of a text 20,000 levels deep would be longer than the screen is wide. */
export const maxIndentedLevels = 32;

const indentations = Array.from({ length: maxIndentedLevels + 1 }, (_, level) => '  '.repeat(level));

/** Whether it is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lays out JSON with line breaks and indentation, and tells each line. Works on the tokens and not on parsed values, so
 * that `1e400`, `0.10`, long integers and doubled keys are shown as they were sent. It takes a time that grows with the
 * text alone, and no more of the stack for a long string or a deep nesting.
 *
 * @param text JSON, see {@link isJson}; of anything else it makes some lines.
 * @param onLine is told each line; answers whether it wants more.
 */
export function layOutJson(text: string, onLine: (line: string) => boolean): void {
  let line = '';
  let depth = 0;
  let before = '';
  const flush = (): boolean => {
    const goesOn = onLine(line);
    line = indentations[Math.min(depth, maxIndentedLevels)] ?? '';
    return goesOn;
  };
  for (let at = tokenStart(text, 0); at < text.length; ) {
    const end = tokenEnd(text, at);
    const token = text.slice(at, end);
    const opens = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth -= 1;
      if (!opens && !flush()) return;
    } else if (opens && !flush()) {
      return;
    }
    line += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    if (token === ',' && !flush()) return;
    before = token;
    at = tokenStart(text, end);
  }
  flush();
}

function tokenStart(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** No expression for this: one for a string's inside fails on a string of some megabytes. */
function tokenEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === quote) {
    for (let at = from + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === backslash) at += 1;
      else if (code === quote) return at + 1;
    }
    return text.length;
  }
  let at = from + 1;
  if (structure.has(first)) return at;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote || structure.has(code) || isSpace(code)) break;
    at += 1;
  }
  return at;
}

const quote = 0x22;
const backslash = 0x5c;
const structure = new Set([...'{}[],:'].map((character) => character.charCodeAt(0)));

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
