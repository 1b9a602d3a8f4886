import type { RecordedDelivery } from '../../../shared/window/recording';
import { choiceTest, numberTest, textTest, timeOf } from './values';

/** What a filter looks at: a delivery in a pane, or one of a recording. */
export type FilteredRow = RecordedDelivery;
export type RowTest = (row: FilteredRow) => boolean;

export const outcomes = ['in-flight', 'acked', 'failed', 'retried', 'dead', 'tapped'] as const;
export const verbs = ['publish', 'broadcast'] as const;
export const traits = ['foreign', 'redelivered', 'interrupted', 'binary', 'json', 'text', 'empty'] as const;

interface Field {
  readonly name: string;
  readonly example: string;
  readonly says: string;
  readonly parse: (written: string, now: number) => RowTest;
}

/** What stands before a colon. */
export const fields: readonly Field[] = [
  {
    name: 'topic',
    example: 'topic:orders',
    says: 'the topic has this in it; * stands for anything',
    parse: (written) => {
      const test = textTest('topic', written);
      return ({ topic }) => test(topic);
    },
  },
  {
    name: 'subscriber',
    example: 'subscriber:worker-1,worker-2',
    says: 'who got it; commas give a choice',
    parse: (written) => {
      const test = textTest('subscriber', written);
      return ({ subscriberName }) => test(subscriberName);
    },
  },
  {
    name: 'outcome',
    example: 'outcome:failed,dead',
    says: outcomes.join(', '),
    parse: (written) => {
      const test = choiceTest('outcome', written, outcomes);
      return ({ outcome }) => test(outcome);
    },
  },
  {
    name: 'attempt',
    example: 'attempt:>1',
    says: 'the attempt: 2, >1, 2..4',
    parse: (written) => {
      const test = numberTest('attempt', written);
      return ({ attempt }) => test(attempt);
    },
  },
  {
    name: 'verb',
    example: 'verb:broadcast',
    says: verbs.join(', '),
    parse: (written) => {
      const test = choiceTest('verb', written, verbs);
      return ({ verb }) => test(verb);
    },
  },
  {
    name: 'is',
    example: 'is:foreign',
    says: traits.join(', '),
    parse: (written) => {
      const test = choiceTest('is', written, traits);
      return (row) => traits.some((trait) => test(trait) && hasTrait(row, trait));
    },
  },
  {
    name: 'id',
    example: 'id:9b1d',
    says: 'the message id has this in it',
    parse: (written) => {
      const test = textTest('id', written);
      return ({ messageId }) => test(messageId);
    },
  },
  {
    name: 'size',
    example: 'size:>1000',
    says: 'the payload in bytes',
    parse: (written) => {
      const test = numberTest('size', written);
      return ({ message }) => test(message.size);
    },
  },
  {
    name: 'latency',
    example: 'latency:>100',
    says: 'from publish to ack, ms',
    parse: (written) => {
      const test = numberTest('latency', written);
      return ({ latencyMs }) => latencyMs !== undefined && test(latencyMs);
    },
  },
  {
    name: 'error',
    example: 'error:timeout',
    says: 'the error has this in it',
    parse: (written) => {
      const test = textTest('error', written);
      return ({ error }) => error !== undefined && test(error.message);
    },
  },
  {
    name: 'after',
    example: 'after:14:03',
    says: 'arrived then or later; 5m is five minutes ago',
    parse: (written, now) => {
      const from = timeOf('after', written, now);
      return ({ at }) => at >= from;
    },
  },
  {
    name: 'before',
    example: 'before:14:05:30',
    says: 'arrived earlier',
    parse: (written, now) => {
      const to = timeOf('before', written, now);
      return ({ at }) => at < to;
    },
  },
];

/** What else can stand in a filter, for the help. */
export const otherForms: readonly { readonly example: string; readonly says: string }[] = [
  { example: 'header.tenant=a', says: 'a header: =, !=, ~ (has in it), <, >; alone: it is there' },
  { example: '$.total>40', says: 'a value in a JSON payload: $.items[0].id, $.items.id' },
  { example: 'Paris "New York"', says: 'texts in the payload, the id or a header' },
  { example: '/ord(er)?-\\d+/i', says: 'a regular expression on the payload' },
  { example: '-outcome:acked', says: 'a minus, or NOT, turns it round' },
  { example: '(topic:a OR topic:b)', says: 'OR, AND and brackets' },
];

export function fieldOf(name: string): Field | undefined {
  return fields.find((field) => field.name === name.toLowerCase());
}

/** The field that somebody meant who wrote this. */
export function nearField(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (lower.length < 2) return undefined;
  return fields.find(({ name }) => name.startsWith(lower) || (lower.startsWith(name) && name.length > 2))
    ?.name;
}

function hasTrait(
  { foreign, redelivered, interrupted, message }: FilteredRow,
  trait: (typeof traits)[number],
): boolean {
  switch (trait) {
    case 'foreign':
      return foreign;
    case 'redelivered':
      return redelivered;
    case 'interrupted':
      return interrupted;
    default:
      return message.preview.format === trait;
  }
}
