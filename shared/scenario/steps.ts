import { z } from 'zod';
import { prefetchSchema } from '../bus/connection';
import { headersSchema, propertiesSchema, topicSchema } from '../bus/message';
import { subscriberNameSchema } from '../window/kept-setup';
import { countedSchema } from './expectations';
import { behaviourWords, durationSchema, retrySchema } from './words';

export const subscriberSchema = z.strictObject({
  name: subscriberNameSchema,
  topic: topicSchema,
  /** Several have a number behind the name. */
  count: z.int().min(1).max(50).default(1),
  behaviour: behaviourWords.default({ rule: { type: 'ack' }, latency: { min: 0, max: 0 }, seed: 1 }),
  prefetch: prefetchSchema.default(1),
  retry: retrySchema.optional(),
  paused: z.boolean().default(false),
});
export type ScenarioSubscriber = z.output<typeof subscriberSchema>;

const sendSchema = z
  .strictObject({
    topic: topicSchema,
    /** Text is sent as it stands, any other value as JSON. */
    payload: z.json().optional(),
    /** The bytes of a file, beside the scenario. */
    file: z.string().min(1).max(4096).optional(),
    base64: z.string().max(10_000_000).optional(),
    count: z.int().min(1).max(1_000_000).default(1),
    /** Messages a second; as fast as the broker confirms without it. */
    rate: z.number().min(0).max(100_000).default(0),
    headers: headersSchema.default({}),
    properties: propertiesSchema.strict().default({}),
  })
  .refine(
    ({ payload, file, base64 }) => [payload, file, base64].filter((each) => each !== undefined).length === 1,
    'Give one payload: payload, file or base64.',
  );
export type ScenarioSend = z.output<typeof sendSchema>;

const letters = z.strictObject({ topic: topicSchema });

/** One thing after the other: the next begins when the one before is done. */
export const stepKinds = {
  subscribe: subscriberSchema,
  /** By name; what it has in hand goes to others. */
  unsubscribe: subscriberNameSchema,
  pause: subscriberNameSchema,
  resume: subscriberNameSchema,
  /** As if its process was killed, once; what it had in hand is delivered again. */
  crash: subscriberNameSchema,
  behave: z.strictObject({ subscriber: subscriberNameSchema, behaviour: behaviourWords }),
  /** The oldest delivery that waits for an answer by hand. */
  answer: z.strictObject({
    subscriber: subscriberNameSchema,
    with: z.enum(['ack', 'fail', 'later']),
    /** With `later`: before its next attempt. */
    delay: durationSchema.default(1000),
  }),
  publish: sendSchema,
  broadcast: sendSchema,
  /** All dead letters of a topic. */
  replay: letters,
  discard: letters,
  wait: durationSchema,
  /** Goes on once so much has happened; a scenario that waits in vain is broken. */
  until: countedSchema,
} as const;

export type StepKind = keyof typeof stepKinds;

/** Exactly one kind. */
export type Step = {
  [Kind in StepKind]: { readonly kind: Kind; readonly what: z.output<(typeof stepKinds)[Kind]> };
}[StepKind];
