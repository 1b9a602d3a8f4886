import { z } from 'zod';
import { idSchema } from '../bus/bounded';
import { type DeadLetterPage, deadLettersListed, mostDeadLettersListed } from '../bus/dead-letter';
import { confirmedTopicSchema, headersSchema, topicSchema } from '../bus/message';
import { typedPayloadSchema } from '../window/send';

/** Of dead letters that are chosen one by one, in one request. */
const mostIds = 100_000;

/** Which dead letters of a topic: some by their {@link DeadLetter}'s id, or all. */
export const deadLetterSelectionSchema = z.object({
  topic: topicSchema,
  ids: z.union([z.literal('all'), z.array(idSchema).min(1).max(mostIds)], {
    error: `Choose all dead letters, or 1 to ${mostIds} by their ids.`,
  }),
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
  deadLetterBody: z.object({ topic: topicSchema, id: idSchema }),
  replay: replaySchema,
  discard: deadLetterSelectionSchema,
  /**
   * Opens the system's dialog and writes those of all these topics to one file, as NDJSON, JSON or CSV by its ending.
   * They stay where they are.
   */
  exportDeadLetters: z.object({
    selections: z
      .array(deadLetterSelectionSchema)
      .min(1)
      .max(10_000)
      .refine(
        (selections) =>
          selections.reduce((sum, { ids }) => sum + (ids === 'all' ? 0 : ids.length), 0) <= mostIds,
        `Export ${mostIds} chosen dead letters at most at once, or all of their topics.`,
      ),
  }),
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
