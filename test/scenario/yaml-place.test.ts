import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { complete } from '../../renderer/scenario/complete';
import { yamlPlace } from '../../renderer/scenario/yaml-place';

/** `|` is where the cursor is. */
const placeOf = (text: string) => yamlPlace(text.replace('|', ''), text.indexOf('|'));

function suggested(text: string): string[] {
  const state = EditorState.create({ doc: text.replace('|', '') });
  const found = complete(new CompletionContext(state, text.indexOf('|'), true));
  return found?.options.map(({ label }) => label) ?? [];
}

test.for<[string, string, (string | 0)[], 'key' | 'value']>([
  ['at the top', 'sce|', [], 'key'],
  ['in a list’s item', 'steps:\n  - pub|', ['steps', 0], 'key'],
  ['in a list that is not indented', 'steps:\n- pub|', ['steps', 0], 'key'],
  ['below an item’s key', 'steps:\n  - publish:\n      topic: a\n      pa|', ['steps', 0, 'publish'], 'key'],
  ['behind a key', 'steps:\n  - publish:\n      topic: |', ['steps', 0, 'publish', 'topic'], 'value'],
  ['in braces', 'expect:\n  - count: { topic: "a{{b}}", ac|', ['expect', 0, 'count'], 'key'],
  ['in braces, behind a key', 'expect:\n  - count: { verb: |', ['expect', 0, 'count', 'verb'], 'value'],
  ['in brackets', 'allow: [ret|', ['allow', 0], 'value'],
  [
    'in a second item',
    'subscribers:\n  - name: a\n    topic: b\n  - name: c\n    |',
    ['subscribers', 0],
    'key',
  ],
  ['after what is closed', 'tags: [a]\nsee|', [], 'key'],
  ['below a comment', 'steps:\n  # what is sent\n  - |', ['steps', 0], 'key'],
])('%s', ([, text, path, at]) => {
  expect(placeOf(text)).toMatchObject({ path, at });
});

test('in a comment nothing is suggested', () => {
  expect(placeOf('steps: # pub|')).toBeUndefined();
});

test('keys are those that the schema has there, without those that stand there already', () => {
  expect(suggested('steps:\n  - |')).toEqual(expect.arrayContaining(['publish', 'until', 'behave']));
  const inSend = suggested('steps:\n  - publish: { topic: a, |');
  expect(inSend).toContain('payload');
  expect(inSend).not.toContain('topic');
  const inSubscriber = suggested('subscribers:\n  - name: a\n    topic: b\n    |');
  expect(inSubscriber).toEqual(expect.arrayContaining(['behaviour', 'prefetch']));
  expect(inSubscriber).not.toContain('name');
});

test('values are those of the schema, or names from the text', () => {
  const text = 'variables: { orders: "x" }\nsubscribers:\n  - { name: worker, topic: a, count: 2 }\n';
  expect(suggested('expect:\n  - deadLetters: { reason: |')).toContain('max-retries');
  expect(suggested('subscribers:\n  - paused: |')).toEqual(['true', 'false']);
  expect(suggested(`${text}steps:\n  - publish: { topic: |`)).toEqual(['"{{orders}}"']);
  expect(suggested(`${text}steps:\n  - pause: |`)).toEqual(['worker-1', 'worker-2']);
  expect(suggested('subscribers:\n  - behaviour: |')).toContain('first:2');
});
