import type { TextForm } from '../../../shared/window/reading';
import { readForm } from './form';
import { readJson, readJsonLines } from './json';
import { readJwt } from './jwt';
import { readXml } from './xml';

/** A text, ready to be shown. */
export interface ReadText {
  readonly shows: 'json' | 'text';
  readonly text: string;
  readonly notes?: readonly string[];
  readonly remarks?: readonly string[];
}

/** The text as what it is said to be. Throws a ReadingProblem where it is not. */
export function readText(form: TextForm, text: string): ReadText {
  switch (form) {
    case 'json':
      return readJson(text);
    case 'json-lines':
      return readJsonLines(text);
    case 'xml':
      return readXml(text);
    case 'form':
      return readForm(text);
    case 'jwt':
      return readJwt(text);
    case 'text':
      return { shows: 'text', text };
  }
}

/** By what the message says, whatever the text is. */
export function formNamed(contentType: string | undefined): TextForm | undefined {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  const name = type.trim();
  if (/^(application|text)\/(x-)?(ndjson|jsonl|jsonlines|json-seq|json-lines)$/.test(name))
    return 'json-lines';
  if (/^(application|text)\/(x-)?json5?$/.test(name) || name.endsWith('+json')) return 'json';
  if (/^(application|text)\/xml$/.test(name) || name.endsWith('+xml')) return 'xml';
  if (name === 'application/x-www-form-urlencoded') return 'form';
  if (name === 'application/jwt' || name.endsWith('+jwt')) return 'jwt';
  return undefined;
}

/** What it looks like: the forms that are worth a try, the likeliest first. Plain text is always the last. */
export function likelyForms(text: string): readonly TextForm[] {
  const start = /\S/.exec(text)?.[0];
  if (start === undefined) return ['text'];
  if (start === '<') return ['xml', 'text'];
  if ('{["/'.includes(start)) return isManyLines(text) ? ['json', 'json-lines', 'text'] : ['json', 'text'];
  if (/^\s*(?:-?\d|true\s*$|false\s*$|null\s*$)/.test(text) && text.length < 1000) return ['json', 'text'];
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text.trim())) return ['jwt', 'text'];
  if (/^[\w.%+[\]-]+=[^&=\s]*(?:&[\w.%+[\]-]+=[^&=\s]*)+$/.test(text) && text.length < 100_000)
    return ['form', 'text'];
  return ['text'];
}

/** The first line of two is whole by itself. */
function isManyLines(text: string): boolean {
  return /^\s*[{[][^\n]*[}\]]\s*\n\s*[{[]/.test(text.slice(0, 100_000));
}
