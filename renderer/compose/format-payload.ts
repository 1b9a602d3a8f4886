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
    return `${stem}${1_000_000 + marks.length - 1}`;
  });
  const pretty = prettyJson(filled);
  return pretty?.replace(
    new RegExp(`${stem}1(\\d{6})`, 'g'),
    (_, index: string) => marks[Number(index)] ?? '',
  );
}

function freeDigits(text: string): string {
  let stem = 73_501;
  while (text.includes(String(stem))) stem += 1;
  return String(stem);
}
