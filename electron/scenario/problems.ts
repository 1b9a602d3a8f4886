import { closest, distance } from 'fastest-levenshtein';
import { type Document, isMap, isNode, isPair, type LineCounter, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { type JsonSchema, keysOf, schemaAt } from '../../shared/scenario/json-schema';
import type { ScenarioProblem } from '../../shared/scenario/problem';

/** So many mistakes of one kind are told: each is looked up in the file. */
export const mostProblems = 100;

/** A file as it was read, so that a mistake can be told by its place. */
export interface Source {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** The parser’s own words are for programmers; only what it is about is kept. */
export function ofYaml(file: string, { message, pos }: YAMLError, lines: LineCounter): ScenarioProblem {
  return {
    file,
    ...span(lines, pos),
    message: `This is not YAML: ${message.split('\n')[0]?.replace(/\s+at line.*$/, '')}`,
  };
}

/** What a schema says against a value, at its place in the file, with what would be right. */
export function ofIssue(source: Source, schema: JsonSchema, issue: z.core.$ZodIssue): ScenarioProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, issue.path));
    return issue.keys.slice(0, mostProblems).map((key) => ({
      file: source.file,
      ...placeOfKey(source, issue.path, key),
      message: `${key} is not known here. ${suggestion(key, known)}`,
    }));
  }
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element')
    return issue.issues.flatMap((inner) =>
      ofIssue(source, schema, { ...inner, path: issue.path } as z.core.$ZodIssue),
    );
  return [{ file: source.file, ...placeOf(source, issue.path), message: wordsOf(issue) }];
}

export const unknownVariable = (
  source: Source,
  path: readonly PropertyKey[],
  name: string,
  known: readonly string[],
): ScenarioProblem => ({
  file: source.file,
  ...placeOf(source, path),
  message: `No variable is called ${name}. ${suggestion(name, known)}`,
});

/** Where a value stands, or what it should stand in. */
export function placeOf({ document, lines }: Source, path: readonly PropertyKey[]) {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return span(lines, [node.range[0], node.range[1]]);
  }
  return span(lines, document.contents?.range ?? [0, 0]);
}

function placeOfKey({ document, lines }: Source, path: readonly PropertyKey[], key: string) {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === key)
    : undefined;
  if (pair !== undefined && isNode(pair.key) && pair.key.range) return span(lines, pair.key.range);
  return placeOf({ file: '', document, lines }, path);
}

function span(lines: LineCounter, [from, to]: readonly [number, number, ...number[]]) {
  const { line, col } = lines.linePos(from);
  const end = lines.linePos(Math.max(from, to));
  return { line, column: col, endLine: end.line, endColumn: end.col };
}

function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'Leave it out.';
  const near = closest(
    word.toLowerCase(),
    known.map((each) => each.toLowerCase()),
  );
  const found = known.find((each) => each.toLowerCase() === near);
  if (found !== undefined && distance(word.toLowerCase(), near) <= Math.max(1, Math.floor(word.length / 3)))
    return `Did you mean ${found}?`;
  return `There ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')}.`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of names and values',
  record: 'a group of names and values',
};

/** A schema’s own words where it has some, plain ones for the rest. */
function wordsOf(issue: z.core.$ZodIssue): string {
  const name = issue.path.at(-1);
  const what = typeof name === 'string' ? name : 'This';
  switch (issue.code) {
    case 'invalid_type': {
      if (!issue.message.startsWith('Invalid input')) return issue.message;
      if (/received undefined$/.test(issue.message))
        return `${what} is missing: it must be ${kinds[issue.expected] ?? issue.expected}.`;
      return `${what} must be ${kinds[issue.expected] ?? issue.expected}.`;
    }
    case 'invalid_value':
      return `${what} must be one of ${issue.values.map(String).join(', ')}.`;
    case 'too_small':
    case 'too_big': {
      if (!/^Too /.test(issue.message)) return issue.message;
      const isSmall = issue.code === 'too_small';
      const bound = String(isSmall ? issue.minimum : issue.maximum);
      const of = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' long' : '';
      return `${what} must be ${isSmall ? 'at least' : 'at most'} ${bound}${of}.`;
    }
    case 'invalid_union': {
      if (!issue.message.startsWith('Invalid input')) return issue.message;
      return `${what} is not understood here.`;
    }
    default:
      return issue.message;
  }
}
