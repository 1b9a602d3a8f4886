import { z } from 'zod';

/** The largest part of a payload that crosses the IPC at once, bytes: copied well within a frame. */
export const maxSliceBytes = 256 * 1024;

const messageId = z.string();

/** Looking at payloads of any size: in parts, or past the window altogether. */
export const payloadRequests = {
  /** The whole payload of a message that is still in the history. For small ones; see `bodySlice`. */
  body: z.object({ messageId }),
  /** A part of a payload. Beyond its end the part is shorter. */
  bodySlice: z.object({
    messageId,
    offset: z.int().min(0),
    length: z.int().min(1).max(maxSliceBytes),
  }),
  /** Asks where to, and writes the whole payload there. */
  saveBody: z.object({ messageId }),
} as const;

export interface PayloadResponses {
  body: Uint8Array;
  bodySlice: { readonly bytes: Uint8Array; readonly size: number };
  /** `null` when the person changed their mind. */
  saveBody: { readonly path: string } | null;
}
