import { ReadingProblem } from '../problem';
import type { ReadText } from './read-text';

/** Deeper levels are indented no further. */
const maxIndentedLevels = 32;

/** A comment, a CDATA, an instruction, a declaration or a tag; strings in tags may hold a `>`. */
const markup =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!(?:[^<>[\]]|\[[^\]]*\])*>|<(?:[^<>"']|"[^"]*"|'[^']*')*>/y;

/**
 * XML with an element a line; one that has only a text stays on its line. For reading: white space around texts and
 * elements is not as it came.
 */
export function readXml(text: string): ReadText {
  const lines: string[] = [];
  const open: { name: string; line: number }[] = [];
  const indent = () => '  '.repeat(Math.min(open.length, maxIndentedLevels));
  let roots = 0;
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      const end = next < 0 ? text.length : next;
      const words = text.slice(at, end).trim();
      if (words !== '') {
        if (open.length === 0) throw damaged(text, at);
        lines.push(indent() + words);
      }
      at = end;
      continue;
    }
    markup.lastIndex = at;
    const piece = markup.exec(text)?.[0];
    if (piece === undefined) throw damaged(text, at);
    const [, closes, name, rest] = /^<(\/?)([^\s/>!?]+)([\s\S]*)>$/.exec(piece) ?? [];
    if (name === undefined) {
      lines.push(indent() + piece);
    } else if (closes === '/') {
      const opened = open.pop();
      if (opened?.name !== name) throw damaged(text, at);
      closeElement(lines, opened.line, indent() + piece);
    } else {
      if (open.length === 0) roots += 1;
      lines.push(indent() + piece);
      if (!rest?.endsWith('/')) open.push({ name, line: lines.length - 1 });
    }
    at += piece.length;
  }
  if (open.length > 0) throw new ReadingProblem(`As XML it is cut: <${open.at(-1)?.name}> is never closed.`);
  if (roots !== 1)
    throw new ReadingProblem(roots === 0 ? 'It is not XML: it has no element.' : 'As XML it has two roots.');
  return { shows: 'text', text: lines.join('\n') };
}

/** `<a>`, a text and `</a>` are one line. */
function closeElement(lines: string[], opened: number, closing: string): void {
  const inside = lines.length - 1 - opened;
  const [text = ''] = lines.slice(opened + 1);
  if (inside === 0 || (inside === 1 && !text.trimStart().startsWith('<') && !text.includes('\n'))) {
    lines.splice(opened, inside + 1, `${lines[opened]}${text.trim()}${closing.trimStart()}`);
  } else {
    lines.push(closing);
  }
}

function damaged(text: string, at: number): ReadingProblem {
  const line = text.slice(0, at).split('\n').length;
  return new ReadingProblem(`As XML it is damaged in line ${line}, after ${at} characters.`);
}
