import { type Word, wordsOf } from './tokens';
import { FilterProblem } from './values';

/** What a filter is made of: conditions, and what binds them. */
export type Token =
  | { readonly type: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly type: 'condition'; readonly text: string };

/** To look for a longer one may take the product of its length and the payload's. */
const maxWordLength = 1000;
/** Nobody reads more of them in one another. */
const maxDepth = 100;

const binders: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not' };

/** A filter's words with their brackets, minus signs, AND, OR and NOT taken apart. Throws where brackets do not pair. */
export function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const word of wordsOf(filter)) depth = takeWord(word, depth, tokens);
  if (depth > 0)
    throw new FilterProblem(
      `${depth === 1 ? 'A bracket is' : `${depth} brackets are`} never closed. To look for a bracket, put it in quotes: "(".`,
    );
  return tokens;
}

/** Returns how many brackets are open after it. */
function takeWord({ text }: Word, before: number, tokens: Token[]): number {
  if (text.length > maxWordLength)
    throw new FilterProblem(`A word of a filter may have ${maxWordLength} characters at most.`);
  const opening = /^(?:-?\()*/.exec(text)?.[0] ?? '';
  for (const character of opening) tokens.push({ type: character === '-' ? 'not' : 'open' });
  let depth = before + opening.replaceAll('-', '').length;
  if (depth > maxDepth)
    throw new FilterProblem(`A filter may have ${maxDepth} brackets in one another at most.`);
  const rest = text.slice(opening.length);
  // Brackets that pair within the word are its own, as in `error:f(x)`.
  const closing = Math.min(trailingBrackets(rest), Math.max(0, unpaired(rest)));
  const condition = closing === 0 ? rest : rest.slice(0, -closing);
  if (condition !== '') takeCondition(condition, tokens);
  for (let count = 0; count < closing; count += 1) tokens.push({ type: 'close' });
  depth -= closing;
  if (depth < 0) throw new FilterProblem('A “)” closes no bracket. To look for one, put it in quotes: ")".');
  return depth;
}

function takeCondition(text: string, tokens: Token[]): void {
  const binder = Object.hasOwn(binders, text) ? binders[text] : undefined;
  if (binder !== undefined) {
    tokens.push({ type: binder });
    return;
  }
  const isTurned = text.startsWith('-') && text.length > 1 && !/^-[\d.]+$/.test(text);
  if (isTurned) tokens.push({ type: 'not' });
  tokens.push({ type: 'condition', text: isTurned ? text.slice(1) : text });
}

function trailingBrackets(text: string): number {
  let count = 0;
  while (text.at(-1 - count) === ')') count += 1;
  return count;
}

/** How many more brackets are closed than opened, outside of quotes; a regular expression's are its own. */
function unpaired(text: string): number {
  const bare = text.replace(/"(?:\\.|[^"\\])*"?/g, '').replace(/^-?\/(?:\\.|[^/\\])+\/i?(?=\)*$)/, '');
  let count = 0;
  for (const character of bare) {
    if (character === '(') count -= 1;
    else if (character === ')') count += 1;
  }
  return count;
}
