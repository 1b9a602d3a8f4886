import { expect, test } from 'vitest';
import { payloadProblem } from '../../renderer/editor/payload-problem';
import { fillHeaders, fillTemplate, type TemplateContext } from '../../shared/window/template';

const context: TemplateContext = {
  seq: 7,
  now: new Date(0),
  variables: { customer: 'Ada', 'two words': 'yes', seq: 'hidden' },
  random: () => 0.5,
  uuid: () => 'u',
};

test.for([
  ['{{seq}} {{uuid}} {{now}}', '7 u 1970-01-01T00:00:00.000Z'],
  ['{{ seq }}', '7'],
  ['{{random 1 10}} {{random 5 5}} {{random -3 -3}}', '6 5 -3'],
  ['{{random 10 1}} {{random 1}} {{random a b}}', '{{random 10 1}} {{random 1}} {{random a b}}'],
  ['{{customer}} {{two words}}', 'Ada yes'],
  ['{{unknown}} {{toString}} {{}} {x}', '{{unknown}} {{toString}} {{}} {x}'],
])('%s is %s', ([text = '', filled]) => {
  expect(fillTemplate(text, context)).toBe(filled);
});

test('headers are filled in where they are text', () => {
  expect(fillHeaders({ id: '{{seq}}', n: 1 }, context)).toEqual({ id: '7', n: 1 });
  const plain = { n: 1, text: 'no' };
  expect(fillHeaders(plain, context)).toBe(plain);
});

test('JSON is judged as its messages will be', () => {
  expect(
    payloadProblem('json', '{"n": {{random 1 6}}, "c": {{customer}}}', { customer: '"Ada"' }),
  ).toBeUndefined();
  expect(payloadProblem('json', '{"c": {{customer}}}', { customer: 'Ada' })).toBeDefined();
  expect(payloadProblem('json', '{"c": {{unknown}}}')).toBeDefined();
  expect(payloadProblem('hex', '00 {{byte}}', { byte: 'ff' })).toBeUndefined();
});
