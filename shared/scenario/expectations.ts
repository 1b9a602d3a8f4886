import { z } from 'zod';
import { deadReasons, topicSchema } from '../bus/message';
import { amountSchema, durationSchema } from './words';

/* What a scenario may expect. Each kind is judged by a file of its name in `electron/scenario/expectations`. */

const name = z.string().min(1).max(80);
const verb = z.enum(['publish', 'broadcast']);

/** Which payloads are meant. */
const expression = z.string().max(1000).refine(isRegExp, 'This is not a regular expression.');

export const patternSchema = z.union(
  [
    expression,
    z.strictObject({
      /** Is in the text. */
      matches: expression.optional(),
      /** The whole payload: text, or a value that its JSON equals. */
      equals: z.json().optional(),
      /** A part of its JSON. */
      contains: z.json().optional(),
    }),
  ],
  { error: 'Write a regular expression, or one of matches, equals and contains.' },
);
export type Pattern = z.output<typeof patternSchema>;

/** So many of each; what is left out may be any number. */
export const countedSchema = z.strictObject({
  topic: topicSchema.optional(),
  subscriber: name.optional(),
  verb: verb.optional(),
  published: amountSchema.optional(),
  delivered: amountSchema.optional(),
  acked: amountSchema.optional(),
  failed: amountSchema.optional(),
  retried: amountSchema.optional(),
  interrupted: amountSchema.optional(),
  deadLettered: amountSchema.optional(),
  replayed: amountSchema.optional(),
  discarded: amountSchema.optional(),
  foreign: amountSchema.optional(),
  /** Handed to a subscriber that has not answered. */
  inFlight: amountSchema.optional(),
});
export type Counted = z.output<typeof countedSchema>;

export const expectationKinds = {
  count: countedSchema,
  /** How the broker answered what was sent. */
  sent: z.strictObject({
    topic: topicSchema.optional(),
    verb: verb.optional(),
    routed: amountSchema.optional(),
    held: amountSchema.optional(),
    returned: amountSchema.optional(),
    failed: amountSchema.optional(),
  }),
  /** How many messages each subscriber of a topic had. */
  distribution: z
    .strictObject({
      topic: topicSchema,
      verb: verb.default('publish'),
      of: z.enum(['delivered', 'acked']).default('acked'),
      /** Each subscriber so many. */
      each: amountSchema.optional(),
      /** By the subscriber's name. */
      exact: z.record(name, amountSchema).optional(),
      /** The largest share is larger than the smallest by so many at most. */
      within: z.int().min(0).max(1_000_000).optional(),
    })
    .refine(
      ({ each, exact, within }) => each !== undefined || exact !== undefined || within !== undefined,
      'Say what the shares must be: each, exact or within.',
    ),
  /** How many attempts each message took. */
  attempts: z.strictObject({
    topic: topicSchema.optional(),
    payload: patternSchema.optional(),
    each: amountSchema,
  }),
  /** Each subscriber had the messages, at their first attempt, in the order in which they were sent. */
  order: z.strictObject({ topic: topicSchema, subscriber: name.optional() }),
  /** What one subscriber acked. */
  received: z.strictObject({
    subscriber: name,
    payloads: z.array(z.json()).max(10_000),
    /** Default: any. */
    inOrder: z.boolean().default(false),
  }),
  /** What payloads were delivered. */
  payload: z.strictObject({
    topic: topicSchema.optional(),
    subscriber: name.optional(),
    is: patternSchema,
    of: z.enum(['every', 'some', 'none']).default('every'),
  }),
  deadLetters: z.strictObject({
    topic: topicSchema,
    /** So many died. */
    count: amountSchema.optional(),
    /** So many of them still lie there: they were neither replayed nor discarded. */
    left: amountSchema.optional(),
    reason: z.enum(deadReasons).optional(),
    attempts: amountSchema.optional(),
    subscriber: name.optional(),
    payload: patternSchema.optional(),
  }),
  /** From publish to ack. */
  latency: z.strictObject({
    topic: topicSchema.optional(),
    p50: durationSchema.optional(),
    p95: durationSchema.optional(),
    p99: durationSchema.optional(),
    max: durationSchema.optional(),
  }),
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
