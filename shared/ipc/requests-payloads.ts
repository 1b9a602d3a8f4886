import { z } from 'zod';
import { idSchema } from '../bus/bounded';
import { previewBytes } from '../bus/message';
import type { PayloadQuestion } from '../window/payload-question';
import { chosenStepsSchema, payloadHintsSchema, type ReadingSummary } from '../window/reading';

/** The largest part of a payload that crosses the IPC at once, bytes: copied well within a frame. */
export const maxSliceBytes = 256 * 1024;

/** Up to this a payload is held by the window as a whole; a larger one is fetched and laid out in parts. */
export const maxHeldBytes = 200_000;

/** How much of a payload a filter looks at, bytes. */
export const maxSearchedBytes = 1_000_000;
/** Deliveries that are asked about at once. */
export const maxSearchedDeliveries = 500;

const messageId = idSchema;
/** A part of what is written in a filter. */
const filterText = z.string().max(10_000);

/** The newest payload of the message, or what one delivery of it held: a message may be edited when it is replayed. */
const whosePayload = { messageId, deliveryId: idSchema.optional() };

const question = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: filterText }),
  z.object({ type: z.literal('pattern'), source: filterText, flags: z.enum(['', 'i']) }),
  z.object({
    type: z.literal('json'),
    path: z
      .array(z.union([filterText, z.number()]))
      .max(1000)
      .readonly(),
    operator: z.string().max(2).optional(),
    written: filterText,
  }),
]) satisfies z.ZodType<PayloadQuestion>;

const askedDelivery = z.object({
  messageId,
  deliveryId: idSchema,
  size: z.int().min(0),
  /** To be asked where the payload is no longer in the history. */
  head: z
    .string()
    .max(8 * previewBytes)
    .optional(),
});
export type AskedDelivery = Readonly<z.infer<typeof askedDelivery>>;

/** Looking at payloads of any size: in parts, or past the window altogether. */
export const payloadRequests = {
  /** A whole payload that is still in the history. For small ones; see `bodySlice`. */
  body: z.object(whosePayload),
  /** A part of a payload. Beyond its end the part is shorter. */
  bodySlice: z.object({
    ...whosePayload,
    offset: z.int().min(0),
    length: z.int().min(1).max(maxSliceBytes),
  }),
  /**
   * A payload as it is read: unpacked, decoded and laid out, by the steps that were chosen and then by what the message
   * says and what it looks like. Never fails for what the bytes are: then it says so, and shows them.
   */
  readPayload: z.object({ ...whosePayload, hints: payloadHintsSchema, chosen: chosenStepsSchema }),
  /** A part of what a reading shows. Beyond its end the part is shorter. */
  readingSlice: z.object({
    readingId: idSchema,
    offset: z.int().min(0),
    length: z.int().min(1).max(maxSliceBytes),
  }),
  /**
   * Asks the payloads themselves what a filter wants to know. May answer for the first few only, so that no answer takes
   * long: ask again for the others. A payload of another size than told is not the one that is meant.
   */
  findInPayloads: z.object({
    question,
    deliveries: z.array(askedDelivery).max(maxSearchedDeliveries).readonly(),
  }),
  /** Asks where to, and writes the whole payload there. */
  saveBody: z.object(whosePayload),
} as const;

/** `null`: the payload is no longer in the history. `whole`: it was looked at to its end. */
export type PayloadAnswer = { readonly found: boolean; readonly whole: boolean } | null;

/** What a payload reads as. */
export interface ReadPayload extends ReadingSummary {
  readonly readingId: string;
  /** Of what is shown: text in UTF-8, or bytes. */
  readonly size: number;
  /** What is shown, up to {@link maxHeldBytes}; more comes in slices. */
  readonly bytes?: Uint8Array;
}

export interface PayloadResponses {
  readPayload: ReadPayload;
  readingSlice: Uint8Array;
  body: Uint8Array;
  bodySlice: { readonly bytes: Uint8Array; readonly size: number };
  findInPayloads: readonly PayloadAnswer[];
  /** `null` when the person changed their mind. */
  saveBody: { readonly path: string } | null;
}
