import { z } from 'zod';
import {
  confirmedTopicSchema,
  type DeadReason,
  headersSchema,
  type MessageSummary,
  topicSchema,
} from '../bus/message';
import { typedPayloadSchema } from './send';

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

/** The oldest dead letters of a topic, as many as were asked for. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  /** How many there are, listed or not. */
  readonly total: number;
}

/** How many dead letters of a topic are listed at first, and how many more at a time. */
export const deadLettersListed = 1000;
/** So many can be listed at most. */
export const mostDeadLettersListed = 100_000;

/** Which dead letters of a topic: some by their {@link DeadLetter.id}, or all. */
export const deadLetterSelectionSchema = z.object({
  topic: topicSchema,
  ids: z.union([z.literal('all'), z.array(z.string()).min(1).max(100_000)]),
  confirmedTopic: confirmedTopicSchema,
});
export type DeadLetterSelection = z.infer<typeof deadLetterSelectionSchema>;

/** What a dead letter becomes before it is sent again; what is left out stays as it was. */
export const deadLetterEditSchema = z.object({
  payload: typedPayloadSchema.optional(),
  headers: headersSchema.optional(),
});
export type DeadLetterEdit = z.infer<typeof deadLetterEditSchema>;

export const replaySchema = deadLetterSelectionSchema
  .extend({ edit: deadLetterEditSchema.optional() })
  .refine(({ ids, edit }) => edit === undefined || (ids !== 'all' && ids.length === 1), {
    message: 'Only one dead letter can be edited at a time.',
    path: ['edit'],
  });
export type Replay = z.infer<typeof replaySchema>;

/** What may be asked about dead letters. */
export const deadLetterSchemas = {
  deadLetters: z.object({
    topic: topicSchema,
    most: z.int().min(1).max(mostDeadLettersListed).default(deadLettersListed),
  }),
  /** A dead letter's whole payload: it may be older than the history. */
  deadLetterBody: z.object({ topic: topicSchema, id: z.string() }),
  replay: replaySchema,
  discard: deadLetterSelectionSchema,
  /**
   * Opens the system's dialog and writes those of all these topics to one file, as NDJSON, JSON or CSV by its ending.
   * They stay where they are.
   */
  exportDeadLetters: z.object({ selections: z.array(deadLetterSelectionSchema).min(1).max(10_000) }),
} as const;

export interface DeadLetterResponses {
  deadLetters: DeadLetterPage;
  deadLetterBody: Uint8Array;
  /** How many were sent to their origin, or thrown away. */
  replay: { readonly count: number };
  discard: { readonly count: number };
  /** `null` when the person chose no file. */
  exportDeadLetters: { readonly count: number; readonly file: string } | null;
}
