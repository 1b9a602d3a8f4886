import { z } from 'zod';
import { prefetchSchema } from '../bus/connection';
import { headersSchema, propertiesSchema, topicSchema } from '../bus/message';
import { subscriberNameSchema } from '../window/kept-setup';
import { countedSchema } from './expectations';
import { behaviourWords, durationSchema, retrySchema } from './words';

export const subscriberSchema = z.strictObject({
  name: subscriberNameSchema.describe('What it is called in panes, steps and expectations.'),
  topic: topicSchema.describe('What it subscribes to.'),
  count: z.int().min(1).max(50).default(1).describe('Several have a number behind the name.'),
  behaviour: behaviourWords
    .prefault('ack')
    .describe(
      'ack, always, first:2, every:3, rate:0.2, match:REGEX, hang, crash or manual, and a latency as 50ms or 50..200ms.',
    ),
  prefetch: prefetchSchema.default(1).describe('Unanswered deliveries at a time.'),
  retry: retrySchema.optional().describe('Its own policy; else the scenario’s.'),
  paused: z.boolean().default(false).describe('Begins standing still.'),
});
export type ScenarioSubscriber = z.output<typeof subscriberSchema>;

const sendSchema = z
  .strictObject({
    topic: topicSchema.describe('Where to.'),
    payload: z.json().optional().describe('Text is sent as it stands, any other value as JSON.'),
    file: z.string().min(1).max(4096).optional().describe('The bytes of a file, beside the scenario.'),
    base64: z.string().max(10_000_000).optional().describe('Bytes.'),
    count: z.int().min(1).max(1_000_000).default(1).describe('So many messages.'),
    rate: z
      .number()
      .min(0)
      .max(100_000)
      .default(0)
      .describe('Messages a second; as fast as the broker confirms without it.'),
    headers: headersSchema.default({}).describe('By name; text in them may have placeholders.'),
    properties: propertiesSchema.strict().default({}).describe('By name, as far as the broker carries them.'),
  })
  .refine(
    ({ payload, file, base64 }) => [payload, file, base64].filter((each) => each !== undefined).length === 1,
    'Give one payload: payload, file or base64.',
  );
export type ScenarioSend = z.output<typeof sendSchema>;

const letters = z.strictObject({ topic: topicSchema });

/** One thing after the other: the next begins when the one before is done. */
export const stepKinds = {
  subscribe: subscriberSchema.describe('One that comes later.'),
  unsubscribe: subscriberNameSchema.describe('By name; what it has in hand goes to others.'),
  pause: subscriberNameSchema.describe('Takes nothing new.'),
  resume: subscriberNameSchema.describe('Goes on.'),
  crash: subscriberNameSchema.describe(
    'As if its process was killed, once; what it had in hand is delivered again.',
  ),
  behave: z
    .strictObject({ subscriber: subscriberNameSchema, behaviour: behaviourWords })
    .describe('From now on; what waits already is decided anew.'),
  answer: z
    .strictObject({
      subscriber: subscriberNameSchema,
      with: z.enum(['ack', 'fail', 'later']).describe('What is said of it.'),
      delay: durationSchema.prefault('1s').describe('With `later`: before its next attempt.'),
    })
    .describe('The oldest delivery that waits for an answer by hand.'),
  publish: sendSchema.describe('To exactly one subscriber of the topic, in turn.'),
  broadcast: sendSchema.describe('To every subscriber of the topic.'),
  replay: letters.describe('All dead letters of a topic.'),
  discard: letters.describe('All dead letters of a topic.'),
  wait: durationSchema.describe('So long.'),
  until: countedSchema.describe(
    'Goes on once so much has happened, or more; of `inFlight` exactly so many. One that waits in vain fails.',
  ),
} as const;

export type StepKind = keyof typeof stepKinds;

/** Exactly one kind. */
export type Step = {
  [Kind in StepKind]: { readonly kind: Kind; readonly what: z.output<(typeof stepKinds)[Kind]> };
}[StepKind];
