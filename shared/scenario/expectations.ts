import { z } from 'zod';
import { deadReasons, topicSchema } from '../bus/message';
import { amountSchema, durationSchema } from './words';

/* What a scenario may expect. Each kind is judged by a file of its name in `electron/scenario/expectations`. */

const name = z.string().min(1).max(80);
const verb = z.enum(['publish', 'broadcast']);

const expression = z.string().max(1000).refine(isRegExp, 'This is not a regular expression.');

const patternWords = 'Write a regular expression, or one of matches, equals and contains.';

/** Which payloads are meant. */
export const patternSchema = z.union(
  [
    expression,
    z
      .strictObject({
        matches: expression.optional().describe('Is in the text.'),
        equals: z.json().optional().describe('The whole payload: text, or a value that its JSON equals.'),
        contains: z.json().optional().describe('A part of its JSON.'),
      })
      .refine((pattern) => Object.keys(pattern).length === 1, patternWords),
  ],
  { error: patternWords },
);
export type Pattern = z.output<typeof patternSchema>;

/** An expectation that expects nothing would always hold. */
const saysOneOf =
  (...names: readonly string[]) =>
  (value: object): boolean =>
    names.some((name) => (value as Record<string, unknown>)[name] !== undefined);

/** So many of each; what is left out may be any number. */
export const countedSchema = z
  .strictObject({
    topic: topicSchema.optional().describe('Of this topic only.'),
    subscriber: name.optional().describe('Of this subscriber only.'),
    verb: verb.optional().describe('Of what was published, or broadcast, only.'),
    published: amountSchema.optional().describe('Handed to the broker.'),
    delivered: amountSchema.optional().describe('Handed to a subscriber, each attempt by itself.'),
    acked: amountSchema.optional().describe('Done.'),
    failed: amountSchema.optional().describe('Failed, each attempt by itself.'),
    retried: amountSchema.optional().describe('Wanted again.'),
    interrupted: amountSchema.optional().describe('Ended without an answer.'),
    deadLettered: amountSchema.optional().describe('Given up.'),
    replayed: amountSchema.optional().describe('Sent again from the dead letters.'),
    discarded: amountSchema.optional().describe('Thrown away from the dead letters.'),
    foreign: amountSchema.optional().describe('Delivered, and sent by somebody else.'),
    inFlight: amountSchema.optional().describe('Handed to a subscriber that has not answered.'),
  })
  .refine(
    saysOneOf(
      'published',
      'delivered',
      'acked',
      'failed',
      'retried',
      'interrupted',
      'deadLettered',
      'replayed',
      'discarded',
      'foreign',
      'inFlight',
    ),
    'Say how many there must be of what, for example acked: 10.',
  );
export type Counted = z.output<typeof countedSchema>;

export const expectationKinds = {
  count: countedSchema.describe('How often each thing happened.'),
  sent: z
    .strictObject({
      topic: topicSchema.optional(),
      verb: verb.optional(),
      routed: amountSchema.optional().describe('Taken for a topic with subscribers.'),
      held: amountSchema.optional().describe('Waits for the first subscriber.'),
      returned: amountSchema.optional().describe('Nobody was there.'),
      failed: amountSchema.optional().describe('Not sent, or nobody knows.'),
    })
    .refine(
      saysOneOf('routed', 'held', 'returned', 'failed'),
      'Say how many there must be: routed, held, returned or failed.',
    )
    .describe('How the broker answered what was sent.'),
  distribution: z
    .strictObject({
      topic: topicSchema,
      verb: verb.default('publish').describe('Which messages are counted.'),
      of: z.enum(['delivered', 'acked']).default('acked').describe('What is counted.'),
      each: amountSchema.optional().describe('Each subscriber so many.'),
      exact: z.record(name, amountSchema).optional().describe('By the subscriber’s name.'),
      within: z
        .int()
        .min(0)
        .max(1_000_000)
        .optional()
        .describe('The largest share is larger than the smallest by so many at most.'),
    })
    .refine(
      ({ each, exact, within }) => each !== undefined || exact !== undefined || within !== undefined,
      'Say what the shares must be: each, exact or within.',
    )
    .describe('How many messages each subscriber of a topic had.'),
  attempts: z
    .strictObject({
      topic: topicSchema.optional(),
      payload: patternSchema.optional(),
      each: amountSchema.describe('1 is done at once.'),
    })
    .describe('How many attempts each message took.'),
  order: z
    .strictObject({ topic: topicSchema, subscriber: name.optional() })
    .describe(
      'Each subscriber had the messages, at their first attempt, in the order in which they were sent.',
    ),
  received: z
    .strictObject({
      subscriber: name,
      payloads: z.array(z.json()).max(10_000).describe('All of them, and nothing else.'),
      inOrder: z.boolean().default(false).describe('In this order, not in any.'),
    })
    .describe('What one subscriber acked.'),
  payload: z
    .strictObject({
      topic: topicSchema.optional(),
      subscriber: name.optional(),
      is: patternSchema,
      of: z.enum(['every', 'some', 'none']).default('every').describe('Of how many it must be true.'),
    })
    .describe('What payloads were delivered.'),
  deadLetters: z
    .strictObject({
      topic: topicSchema,
      count: amountSchema.optional().describe('So many died.'),
      left: amountSchema
        .optional()
        .describe('So many of them still lie there: they were neither replayed nor discarded.'),
      reason: z.enum(deadReasons).optional(),
      attempts: amountSchema.optional(),
      subscriber: name.optional(),
      payload: patternSchema.optional(),
    })
    .refine(saysOneOf('count', 'left'), 'Say how many there must be: count, or left.')
    .describe('What died, and why.'),
  latency: z
    .strictObject({
      topic: topicSchema.optional(),
      p50: durationSchema.optional().describe('50 of 100 within.'),
      p95: durationSchema.optional().describe('95 of 100 within.'),
      p99: durationSchema.optional().describe('99 of 100 within.'),
      max: durationSchema.optional().describe('All within.'),
    })
    .refine(saysOneOf('p50', 'p95', 'p99', 'max'), 'Say within which time: p50, p95, p99 or max.')
    .describe('From publish to ack.'),
} as const;

export type ExpectationKind = keyof typeof expectationKinds;
export type Expected<Kind extends ExpectationKind> = z.output<(typeof expectationKinds)[Kind]>;

/** Exactly one kind, and a name where a person gives one. */
export type Expectation = {
  [Kind in ExpectationKind]: { readonly kind: Kind; readonly as?: string; readonly what: Expected<Kind> };
}[ExpectationKind];

function isRegExp(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
