import type { ReactNode } from 'react';
import { VisibleText } from '../format/visible-text';
import classes from './line-view.module.css';

const token = /"(?:\\.|[^"\\])*"(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g;

/** One line of laid-out JSON in its colours. Knows only the line: a text that goes on from the line before has none. */
export function JsonLine({ text }: { text: string }): ReactNode {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [whole, colon] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    const word = colon === undefined ? whole : whole.slice(0, -colon.length);
    parts.push(
      <span key={match.index} className={classes[kindOf(word, colon !== undefined)]}>
        <VisibleText text={word} />
      </span>,
    );
    if (colon !== undefined) parts.push(colon);
    end = match.index + whole.length;
  }
  parts.push(<VisibleText key="rest" text={text.slice(end)} />);
  return parts;
}

function kindOf(word: string, isKey: boolean): 'key' | 'string' | 'number' | 'atom' {
  if (isKey) return 'key';
  if (word.startsWith('"')) return 'string';
  return /^[-\d]/.test(word) ? 'number' : 'atom';
}
