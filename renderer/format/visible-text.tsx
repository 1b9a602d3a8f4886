import type { ReactNode } from 'react';
import { count } from './numbers';
import classes from './visible-text.module.css';

/**
 * Characters that show nothing, or change how others are shown: control and format characters (zero-width and direction
 * marks, soft hyphens, tags), line separators, and letters that are blank. In hostile text they make one thing look
 * like another.
 */
export const unseen =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u3164\uffa0]|[\u115f\u1160]|[\u17b4\u17b5]|[\u{e0100}-\u{e01ef}]/gu;

/** More of one text is not drawn in one place: a header of 100 kB would take the window's time from everything else. */
export const maxVisibleLength = 4000;

/** Marks in one text that have an element, and their name, of their own. */
const maxMarks = 200;

/**
 * Text in which nothing hides: plain characters as they are, the others as a mark with their name. It has no element around
 * it: in a flex or grid container it needs one, or each piece becomes a column. Of a text longer than
 * {@link maxVisibleLength} it shows the head, and says how much there is beyond it.
 */
export function VisibleText({ text }: { text: string }): ReactNode {
  const head = headOf(text, maxVisibleLength);
  const parts = splitUnseen(head);
  if (head.length < text.length) {
    const mark = ` … and ${count(text.length - head.length)} more characters`;
    parts.push({ type: 'unseen', at: head.length, mark, name: 'Too long to be shown here as a whole' });
  }
  if (parts.length === 1 && parts[0]?.type === 'plain') return parts[0].text;
  return parts.map((part) =>
    part.type === 'plain' ? (
      part.text
    ) : (
      <span key={part.at} className={classes.unseen} title={part.name}>
        {part.mark}
      </span>
    ),
  );
}

/** The beginning of a text, not cut within a character. */
export function headOf(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const splits = (text.charCodeAt(maxLength - 1) & 0xfc00) === 0xd800;
  return text.slice(0, splits ? maxLength - 1 : maxLength);
}

/** The same for places that take only a string. */
export function visible(text: string): string {
  return headOf(text, maxVisibleLength).replace(unseen, (character) => markOf(character));
}

type Part =
  | { readonly type: 'plain'; readonly text: string }
  | { readonly type: 'unseen'; readonly at: number; readonly mark: string; readonly name: string };

export function splitUnseen(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(unseen)) {
    if (parts.length > maxMarks * 2) {
      // The rest in one piece: an element for each of some thousand marks would hold up the window.
      const mark = text.slice(end).replace(unseen, (character) => markOf(character));
      parts.push({ type: 'unseen', at: end, mark, name: 'Characters that show nothing, among others' });
      return parts;
    }
    if (match.index > end) parts.push({ type: 'plain', text: text.slice(end, match.index) });
    parts.push({ type: 'unseen', at: match.index, mark: markOf(match[0]), name: codePointName(match[0]) });
    end = match.index + match[0].length;
  }
  if (end < text.length || parts.length === 0) parts.push({ type: 'plain', text: text.slice(end) });
  return parts;
}

/** The short names of the control characters below U+0020; a picture of them is in few fonts. */
const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

/** What is shown in the place of a character that shows nothing. */
export function markOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code === 0x0a ? '↵' : `⟨${controlNames[code] ?? hex(code)}⟩`;
}

function codePointName(character: string): string {
  return `U+${hex(character.codePointAt(0) ?? 0)}`;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
