/**
 * A filter's text in its words: a word ends at white space that is not in quotes or in a regular expression. Brackets that
 * stand at it are parts of the word here, see `groups.ts`.
 */
export interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const word = /(?:(?:-?\()*-?\/(?:\\.|[^/\\])+\/i?\)*(?=\s|$)|(?:"(?:\\.|[^"\\])*"?|[^\s"])+)/g;
  for (const match of text.matchAll(word)) {
    words.push({ text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return words;
}

/** The text within quotes, or the text itself. */
export function unquote(text: string): string {
  const quoted = /^"((?:\\.|[^"\\])*)"?$/.exec(text);
  return quoted === null ? text : (quoted[1] ?? '').replace(/\\(.)/g, '$1');
}

/** As it must be written in a filter. */
export function quote(text: string): string {
  return /[\s"]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}
