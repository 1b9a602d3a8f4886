import { ReadingProblem } from '../problem';
import type { ReadText } from './read-text';

/** The fields of a form, one a line. */
export function readForm(text: string): ReadText {
  if (/\s/.test(text.trim()) || !text.includes('='))
    throw new ReadingProblem('It is no form’s data: that has name=value pairs with & between them.');
  let damaged = 0;
  const lines = text
    .trim()
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [name, value]
        .map((part) => {
          const plain = decoded(part);
          if (plain === undefined) damaged += 1;
          return plain ?? part;
        })
        .join(' = ');
    });
  const notes = damaged === 0 ? [] : [`${damaged} of its names and values are not encoded as in a form.`];
  return { shows: 'text', text: lines.join('\n'), notes };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
