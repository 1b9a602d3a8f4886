import { z } from 'zod';
import { pathSchema } from '../bus/bounded';
import { propertiesSchema } from '../bus/message';
import type { ChosenFile } from './compose';
import { payloadFormats } from './send';

/** A payload that is longer belongs in a file, not in the settings. */
export const maxDraftText = 256 * 1024;

/** What stands in the composer, half done or wrong as it may be. */
export const draftSchema = z.object({
  topic: z.string().max(10_000),
  format: z.enum([...payloadFormats, 'file']),
  text: z.string().max(maxDraftText),
  headers: z
    .array(
      z.object({
        name: z.string().max(10_000),
        value: z.string().max(1_000_000),
        /** What the value was made from, where that was no text. */
        typed: z.union([z.string().max(1_000_000), z.number(), z.boolean(), z.null()]).optional(),
      }),
    )
    .max(1000),
  properties: propertiesSchema,
  count: z.number(),
  rate: z.number(),
  savedAs: z.object({ name: z.string().max(1000), version: z.string().max(200) }).optional(),
  /** Changed by hand since it was sent, saved or opened. What was kept without a word about it may be. */
  edited: z.boolean().default(true),
});

/** As the window gives it: it knows the chosen file by its id. */
export const windowDraftSchema = draftSchema.extend({ fileId: z.uuid().optional() });
export type WindowDraft = z.infer<typeof windowDraftSchema>;

/** As it is kept: with the file's path. */
export const keptDraftSchema = draftSchema.extend({ filePath: pathSchema.optional() });

/** As the window gets it back; without the file where that is gone. */
export type RestoredDraft = z.infer<typeof draftSchema> & { readonly file?: ChosenFile };
