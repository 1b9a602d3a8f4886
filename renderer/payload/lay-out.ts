/** A longer line is broken: no view can lay out a line of ten million characters. */
export const maxLineLength = 1000;

/** Text as lines of a bounded length. */
export function textLines(text: string): string[] {
  const lines: string[] = [];
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    const stop = end < 0 ? text.length : end;
    pushBroken(lines, text, from, stop);
    from = stop + 1;
  }
  return lines;
}

/**
 * JSON as lines with indentation, or `undefined` where it is none. Works on the tokens, so that every number and every
 * key stands there as it was sent.
 */
export function jsonLines(text: string): string[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const token = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  let before = '';
  const flush = () => {
    pushBroken(lines, line, 0, line.length);
    line = '  '.repeat(Math.min(depth, 100));
  };
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [word] = match;
    const opens = before === '{' || before === '[';
    if (word === '}' || word === ']') {
      depth -= 1;
      if (!opens) flush();
    } else if (opens) {
      flush();
    }
    line += word === ':' ? ': ' : word;
    if (word === '{' || word === '[') depth += 1;
    if (word === ',') flush();
    before = word;
  }
  flush();
  return lines;
}

function pushBroken(lines: string[], text: string, from: number, stop: number): void {
  if (stop - from <= maxLineLength) {
    lines.push(text.slice(from, stop));
    return;
  }
  for (let at = from; at < stop; ) {
    let end = Math.min(stop, at + maxLineLength);
    // Not between the halves of a surrogate pair.
    if (end < stop && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end -= 1;
    lines.push(text.slice(at, end));
    at = end;
  }
}
