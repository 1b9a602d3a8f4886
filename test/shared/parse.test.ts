import { expect, test } from 'vitest';
import { messageInputSchema } from '../../shared/bus/message';
import { parse } from '../../shared/bus/parse';
import { requestSchemas } from '../../shared/ipc/ipc';

const subscriber = { topic: 't', name: 'n' };
const send = { sendId: crypto.randomUUID(), topic: 't', payload: { format: 'text', text: '' } };
const { addSubscribers, publish, connect, setBehaviour } = requestSchemas;

test.for([
  ['no name', addSubscribers, { ...subscriber, name: ' ' }, 'A subscriber needs a name.'],
  ['no topic', addSubscribers, { ...subscriber, topic: '' }, /^[A-Z][^()]+\.$/],
  ['too many', addSubscribers, { ...subscriber, count: 51 }, 'Add 50 subscribers at most at once.'],
  ['no message', publish, { ...send, count: 0 }, 'Send at least one message.'],
  ['a header of no name', publish, { ...send, headers: { '': 1 } }, 'A header needs a name.'],
  [
    'a header of a long name',
    publish,
    { ...send, headers: { ['x'.repeat(256)]: 1 } },
    'A header’s name may have 255 bytes at most.',
  ],
  [
    'a long property',
    publish,
    { ...send, properties: { contentType: 'x'.repeat(256) } },
    '“contentType” may have 255 bytes at most.',
  ],
  ['a long id', messageInputSchema, { id: 'x'.repeat(256) }, '“id” may have 255 bytes at most.'],
  ['an empty id', messageInputSchema, { id: '' }, 'A message id may not be empty.'],
  ['no URL', connect, { kind: 'rabbitmq', url: '' }, /^Enter the broker’s URL[^()]+$/],
  [
    'a latency from high to low',
    setBehaviour,
    { subscriberId: 's', behaviour: { rule: { type: 'ack' }, latency: { min: 2, max: 1 } } },
    'The latency must go from the smaller to the larger number.',
  ],
] as const)('%s: a sentence of ours stands by itself', ([, schema, value, words]) => {
  expect(() => parse(schema, value)).toThrow(
    expect.objectContaining({ message: words instanceof RegExp ? expect.stringMatching(words) : words }),
  );
});

test.for([
  ['prefetch', addSubscribers, { ...subscriber, prefetch: 0 }, /1 \(prefetch\)$/],
  ['a priority', publish, { ...send, properties: { priority: 256 } }, /255 \(properties\.priority\)$/],
  ['a header that is a list', publish, { ...send, headers: { a: [] } }, / \(headers\.a\)$/],
  ['nothing at all', addSubscribers, undefined, /^[^()]+$/],
] as const)('%s: zod’s own words name the field', ([, schema, value, words]) => {
  expect(() => parse(schema, value)).toThrow(words);
});

test('bytes where a list has to stand are refused in words: a schema of a read-only list throws of itself', () => {
  const argument = { question: { type: 'text', text: 'a' }, deliveries: new Uint8Array(3) };
  expect(() => parse(requestSchemas.findInPayloads, argument)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

test('what is refused is an invalid argument', () => {
  expect(() => parse(addSubscribers, {})).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
