import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type JsonSchema, plainSchemas, scenarioJsonSchema } from '../../shared/scenario/json-schema';

test('the schema that ships is the one that files are read by; `npx vitest run test/cli/scenario-docs.test.ts -u` writes it anew', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../docs/scenario.schema.json');
});

test('the reference of scenarios is made from the schema', async () => {
  const { properties = {} } = plainSchemas.scenario();
  const kindsOf = (list: JsonSchema | undefined) =>
    Object.entries(list?.items?.properties ?? {}).filter(([name]) => name !== 'as');
  const subscriber = properties.subscribers?.items;
  const parts = [
    '# Reference of scenarios',
    'Made from the schema that files are read by. How to write one: [scenarios.md](scenarios.md).',
    section('A file', properties, plainSchemas.scenario().required),
    section('A subscriber', subscriber?.properties, subscriber?.required),
    '## Steps',
    ...kindsOf(properties.steps).map(([name, schema]) => kind(name, schema)),
    '## Expectations',
    'Each may have a name for reports, `as`. Numbers are `3`, `3..5`, `3..` or `..5`.',
    ...kindsOf(properties.expect).map(([name, schema]) => kind(name, schema)),
  ];
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot('../../docs/scenarios-reference.md');
});

test('every name of the schema stands in it, with words', async () => {
  const reference = await readFile(new URL('../../docs/scenarios-reference.md', import.meta.url), 'utf8');
  expect(reference.split('\n').filter((line) => /^\| `.*\|\s*\|$/.test(line))).toEqual([]);
});

function kind(name: string, schema: JsonSchema): string {
  const head = `### \`${name}\`\n\n${schema.description ?? ''}`;
  const rows = table(schema.properties, schema.required);
  return rows === '' ? `${head} Written as ${typeOf(schema)}.` : `${head}\n\n${rows}`;
}

const section = (title: string, properties: JsonSchema['properties'], required: readonly string[] = []) =>
  `## ${title}\n\n${table(properties, required)}`;

function table(properties: JsonSchema['properties'] = {}, required: readonly string[] = []): string {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const byDefault = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
    const must = required.includes(name) ? 'must be there' : byDefault;
    return `| \`${name}\` | ${typeOf(schema)} | ${must} | ${(schema.description ?? descriptions[name] ?? '').replaceAll('|', '\\|')} |`;
  });
  if (rows.length === 0) return '';
  return ['| name | what | default | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** What needs no words of its own each time. */
const descriptions: Readonly<Record<string, string>> = {
  topic: 'Of this topic.',
  subscriber: 'Of this subscriber.',
  verb: 'Of what was published, or broadcast.',
  payload: 'Of messages with such a payload.',
  attempts: 'After so many.',
  reason: 'For this reason.',
  behaviour: 'As in a subscriber.',
  is: 'What must be true of it.',
};

function typeOf({ type, enum: values, anyOf, pattern, items }: JsonSchema): string {
  if (values !== undefined) return values.map(String).join(', ');
  if (pattern?.toString().includes('ms|s|m|h')) return 'time';
  if (anyOf?.some((each) => each.pattern?.toString().includes('ms|s|m|h'))) return 'time';
  if (anyOf?.some((each) => each.pattern?.toString().includes('\\.\\.'))) return 'number or range';
  if (anyOf?.some((each) => each.properties !== undefined))
    return 'regular expression, or matches, equals, contains';
  if (anyOf !== undefined) return 'any value';
  if (type === 'array')
    return items?.enum === undefined ? 'list' : `list of ${items.enum.map(String).join(', ')}`;
  return (
    { string: 'text', integer: 'whole number', object: 'names and values', boolean: 'true or false' }[
      type ?? ''
    ] ??
    type ??
    'any value'
  );
}
