import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { type JsonSchema, keysOf, scenarioJsonSchema, schemaAt } from '../../shared/scenario/json-schema';
import { yamlPlace } from './yaml-place';

const behaviours = ['ack', 'always', 'first:2', 'every:3', 'rate:0.2', 'match:', 'hang', 'crash', 'manual'];
/** Where the name of a subscriber stands. */
const naming = new Set(['subscriber', 'pause', 'resume', 'unsubscribe', 'crash']);

let schema: JsonSchema | undefined;

/** What may stand at the cursor, by the schema and by the names in the text. */
export function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const text = state.doc.toString();
  const place = yamlPlace(text, pos);
  if (place === undefined) return null;
  const { path, at, from, present } = place;
  if (!explicit && from === pos && at === 'key' && state.doc.lineAt(pos).text.trim() === '') return null;
  schema ??= scenarioJsonSchema();
  const here = schemaAt(schema, path);
  const options = at === 'key' ? keyOptions(here, present) : valueOptions(here, path, text);
  if (options.length === 0) return null;
  return { from, options, validFor: /^["']?[\w$:.{-]*$/ };
}

function keyOptions(here: JsonSchema | undefined, present: readonly string[]): Completion[] {
  return (
    keysOf(here)
      .filter((key) => key !== '$schema' && !present.includes(key))
      // In the order of the schema, with what stands beside any of them last.
      .map((key, index) => ({
        ...{ label: key, type: 'property', apply: `${key}: ` },
        boost: key === 'as' ? -99 : -Math.min(index, 90),
      }))
  );
}

function valueOptions(
  here: JsonSchema | undefined,
  path: readonly (string | 0)[],
  text: string,
): Completion[] {
  const key = path.findLast((part) => part !== 0);
  if (key === 'behaviour') return behaviours.map((label) => ({ label, type: 'keyword' }));
  if (key === 'topic') return variablesIn(text).map((name) => ({ label: `"{{${name}}}"`, type: 'variable' }));
  if (typeof key === 'string' && naming.has(key))
    return subscribersIn(text).map((label) => ({ label, type: 'variable' }));
  return enumOf(here).map((value) => ({ label: String(value), type: 'enum' }));
}

function enumOf(schema: JsonSchema | undefined): unknown[] {
  if (schema === undefined) return [];
  const own = schema.enum ?? (schema.type === 'boolean' ? [true, false] : []);
  const items = schema.items === undefined ? [] : enumOf(schema.items);
  return [...new Set([...own, ...items, ...(schema.anyOf ?? []).flatMap(enumOf)])];
}

function variablesIn(text: string): string[] {
  const flow = /^variables:\s*\{(.*)\}/m.exec(text)?.[1];
  if (flow !== undefined) return [...flow.matchAll(/([A-Za-z_][\w-]*):/g)].map(([, name = '']) => name);
  const block = /^variables:[^\S\n]*\n((?:[ \t#].*\n|\n)*)/m.exec(text)?.[1] ?? '';
  return [...block.matchAll(/^ +([A-Za-z_][\w-]*):/gm)].map(([, name = '']) => name);
}

function subscribersIn(text: string): string[] {
  const names = [...text.matchAll(/\bname:\s*([^\s,}]+)(?:[^\n}]*?\bcount:\s*(\d+))?/g)];
  return [
    ...new Set(
      names.flatMap(([, name = '', count = '1']) =>
        Number(count) > 1
          ? Array.from({ length: Math.min(Number(count), 20) }, (_, at) => `${name}-${at + 1}`)
          : [name],
      ),
    ),
  ];
}
