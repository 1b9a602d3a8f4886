import type { PayloadFormat } from '../../shared/window/send';
import { prettyJson } from '../format/payload';

const mark = /\{\{[^{}]+\}\}/g;

/** The text laid out to be read, or undefined when there is nothing to be done for it. */
export function formatPayload(format: PayloadFormat, text: string): string | undefined {
  switch (format) {
    case 'json':
      return formatTemplate(text);
    case 'hex':
      return (text.replace(/\s/g, '').match(/.{1,2}/g) ?? [])
        .join(' ')
        .replace(/((?:\S+ ){15}\S+) /g, '$1\n');
    case 'base64':
      return (text.replace(/\s/g, '').match(/.{1,76}/g) ?? []).join('\n');
    case 'text':
      return undefined;
  }
}

/** JSON with marks in it: each steps aside for a number that occurs nowhere else, and comes back afterwards. */
function formatTemplate(text: string): string | undefined {
  const marks: string[] = [];
  const stem = freeDigits(text);
  const filled = text.replace(mark, (found) => {
    marks.push(found);
    return `${stem}${1_000_000_000 + marks.length - 1}`;
  });
  const pretty = prettyJson(filled);
  return pretty?.replace(
    new RegExp(`${stem}1(\\d{9})`, 'g'),
    (_, index: string) => marks[Number(index)] ?? '',
  );
}

/** Digits that stand nowhere in the text. All that do are gathered at once: to look for one after the other may take for ever. */
function freeDigits(text: string): string {
  for (let length = 5; ; length += 1) {
    const taken = new Set<string>();
    for (const [run] of text.matchAll(/\d+/g)) {
      for (let at = 0; at + length <= run.length; at += 1) taken.add(run.slice(at, at + length));
    }
    // The first digit is no zero, which a number in JSON cannot begin with.
    const first = 7 * 10 ** (length - 1);
    for (let stem = first; stem < first + 10 ** (length - 1); stem += 1) {
      if (!taken.has(String(stem))) return String(stem);
    }
  }
}
