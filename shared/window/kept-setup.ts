import { z } from 'zod';
import { behaviourSchema } from '../bus/behaviour';
import { prefetchSchema, retryPolicySchema } from '../bus/connection';
import { topicSchema } from '../bus/message';

export const subscriberNameSchema = z
  .string()
  .trim()
  .min(1, 'A subscriber needs a name.')
  .max(64, 'A name may have 64 characters at most.');

/** A subscriber as it can be opened again. */
export const keptSubscriberSchema = z.object({
  topic: topicSchema,
  /** Several that were added at once have a number behind the name that was given. */
  name: z.string().min(1),
  prefetch: prefetchSchema,
  behaviour: behaviourSchema,
  /** Its own policy, when it has one. */
  retry: retryPolicySchema.optional(),
  /** It came to stand still by hand, and comes back like that. */
  paused: z.boolean().optional(),
});
export type KeptSubscriber = z.output<typeof keptSubscriberSchema>;

/** So many subscribers of one connection are kept; of more, those that were added first. */
export const maxKeptSubscribers = 10_000;

/** What a person had set up on a connection when it was last in use. */
export const keptSetupSchema = z.object({
  subscribers: z.array(keptSubscriberSchema).max(maxKeptSubscribers),
  /** A list and no record, since a topic may be called `__proto__`. */
  retryByTopic: z.array(z.object({ topic: topicSchema, policy: retryPolicySchema })).max(10_000),
});
export type KeptSetup = z.output<typeof keptSetupSchema>;
