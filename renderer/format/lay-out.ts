import { isJson, layOutJson } from '../../shared/window/json-layout';
import { costOf, maxLineCost } from './drawing-cost';

/** A longer line is broken: no view can lay out a line of ten million characters. */
export const maxLineLength = 1000;

/** More lines are not laid out: the list of them alone would take the memory of the window. */
export const maxLines = 8_000_000;

/** Laid out with its indentation, JSON may take so many characters; beyond that it is shown as it came. */
const maxPrettyLength = 200_000_000;

/** Text as lines of a bounded length, or `undefined` where there are too many of them. */
export function textLines(text: string): string[] | undefined {
  const lines: string[] = [];
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    const stop = end < 0 ? text.length : end;
    pushBroken(lines, text, from, stop);
    if (lines.length > maxLines) return undefined;
    from = stop + 1;
  }
  return lines;
}

/** JSON as lines with indentation, of a bounded length; or `undefined` where it is none, or too much of it. */
export function jsonLines(text: string): string[] | undefined {
  if (!isJson(text)) return undefined;
  const lines: string[] = [];
  let length = 0;
  let tooMuch = false;
  layOutJson(text, (line) => {
    length += line.length;
    tooMuch = length > maxPrettyLength || lines.length > maxLines;
    if (tooMuch) return false;
    // Brackets in brackets make many alike: one text serves them all.
    const last = lines.at(-1);
    if (line === last) lines.push(last);
    else pushBroken(lines, line, 0, line.length);
    return true;
  });
  return tooMuch ? undefined : lines;
}

/** Breaks a line where it is too long, or too much work to draw; not between the halves of a surrogate pair. */
function pushBroken(lines: string[], text: string, from: number, stop: number): void {
  for (let at = from; ; ) {
    const end = pieceEnd(text, at, stop);
    lines.push(text.slice(at, end));
    if (end >= stop) return;
    at = end;
  }
}

function pieceEnd(text: string, from: number, stop: number): number {
  const longest = Math.min(stop, from + maxLineLength);
  let cost = 0;
  let at = from;
  while (at < longest) {
    const code = text.codePointAt(at) ?? 0;
    const size = code > 0xffff ? 2 : 1;
    cost += costOf(code);
    if (at > from && (at + size > longest || cost > maxLineCost)) return at;
    at += size;
  }
  return Math.min(at, stop);
}
