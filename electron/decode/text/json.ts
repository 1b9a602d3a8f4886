import { layOutJson } from '../../../shared/window/json-layout';
import { amount, ReadingProblem } from '../problem';
import type { ReadText } from './read-text';
import { scanJson } from './scan-json';

/** Looked through for names that are doubled, characters: some seconds. */
const maxScanned = 40_000_000;

/** JSON as it came, or laid out where only words like NaN are wrong with it. Throws where it is nothing of the kind. */
export function readJson(text: string): ReadText {
  const isStrict = isJson(text);
  if (isStrict && text.length > maxScanned) {
    return {
      shows: 'json',
      text,
      remarks: [`Over ${amount(maxScanned)}, names are not checked for doubles.`],
    };
  }
  const scanned = scanJson(text);
  if (scanned === undefined) {
    if (isStrict) return { shows: 'json', text };
    throw new ReadingProblem(notJson(text));
  }
  const { doubled, doubledCount, comments, words, trailingCommas } = scanned;
  const notes: string[] = [];
  if (doubledCount > 0) {
    const more = doubledCount > doubled.length ? `, and ${doubledCount - doubled.length} more` : '';
    notes.push(
      `Names given more than once: ${doubled.join(', ')}${more}. All are shown; most programs take the last.`,
    );
  }
  if (comments > 0) notes.push('It has comments, which JSON has not.');
  if (words.length > 0) notes.push(`It has ${words.join(', ')}, which JSON has not.`);
  if (trailingCommas > 0) notes.push('It has a comma before a closing bracket, which JSON has not.');
  return { shows: 'json', text: isStrict || comments > 0 ? text : laidOut(text), notes };
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where it stops to be JSON, as far as the engine tells. */
function notJson(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    const [, at] = /at position (\d+)/.exec(String(error)) ?? [];
    if (at !== undefined) return `It is not JSON from character ${at} on.`;
    if (/end of JSON/i.test(String(error))) return 'As JSON it is cut: it ends before it is complete.';
  }
  return 'It is not JSON.';
}

/** Laid out, it may take so many characters; beyond that it is left as it came. */
const maxLaidOut = 100_000_000;

/** JSON with line breaks and indentation, token by token. */
export function laidOut(text: string): string {
  const lines: string[] = [];
  let length = 0;
  layOutJson(text, (line) => {
    length += line.length + 1;
    lines.push(line);
    return length <= maxLaidOut;
  });
  return length <= maxLaidOut ? lines.join('\n') : text;
}

/** One value a line, two at least, each an object or a list. */
export function readJsonLines(text: string): ReadText {
  const lines = text.split('\n');
  let records = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (!isJson(line)) throw new ReadingProblem(`As lines of JSON it is damaged in line ${index + 1}.`);
    records += 1;
  }
  if (records === 0) throw new ReadingProblem('It has no line of JSON.');
  return { shows: 'json', text, remarks: [`${records} lines, each a JSON of its own.`] };
}
