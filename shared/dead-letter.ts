import { z } from 'zod';
import { confirmedTopicSchema, type DeadReason, type MessageSummary, topicSchema } from './message';

/** A message that was given up on, as it lies in the dead letters of its topic. */
export interface DeadLetter {
  /** Unique among the dead letters of its topic: a broadcast may fail on several subscribers under one message id. */
  readonly id: string;
  readonly message: MessageSummary;
  readonly reason: DeadReason;
  readonly attempts: number;
  /** The last attempt's error text. */
  readonly error?: string;
  /** The name of the subscriber that had it last. */
  readonly lastBy?: string;
  /** When it became a dead letter, ms since the epoch, where known. */
  readonly at?: number;
}

/** Which dead letters of a topic: some by their {@link DeadLetter.id}, or all. */
export const deadLetterSelectionSchema = z.object({
  topic: topicSchema,
  ids: z.union([z.literal('all'), z.array(z.string()).min(1).max(100_000)]),
  confirmedTopic: confirmedTopicSchema,
});
export type DeadLetterSelection = z.infer<typeof deadLetterSelectionSchema>;
