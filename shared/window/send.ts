import { z } from 'zod';
import { boundedRecord } from '../bus/bounded';
import type { ErrorInfo } from '../bus/errors';
import { maxPayloadBytes } from '../bus/limits';
import {
  confirmedTopicSchema,
  headersSchema,
  propertiesSchema,
  topicSchema,
  type Verb,
} from '../bus/message';

/** How the composer's text becomes bytes. */
export const payloadFormats = ['json', 'text', 'hex', 'base64'] as const;
export type PayloadFormat = (typeof payloadFormats)[number];

const payloadTextSchema = z.string().max(maxPayloadBytes * 2);

/** A payload as it was typed. */
export const typedPayloadSchema = z.object({ format: z.enum(payloadFormats), text: payloadTextSchema });
export type TypedPayload = z.infer<typeof typedPayloadSchema>;

/** Or a file that was chosen in the main process: the window knows it by its id and never reads it. */
export const payloadSourceSchema = z.discriminatedUnion('format', [
  typedPayloadSchema,
  z.object({ format: z.literal('file'), fileId: z.uuid() }),
]);
export type PayloadSource = z.infer<typeof payloadSourceSchema>;

/** A connection's own placeholders, by name: anything that can stand between the braces. */
export const variablesSchema = boundedRecord(z.string().min(1).max(100), z.string().max(100_000), 1000);
export type Variables = Readonly<z.infer<typeof variablesSchema>>;

export const sendSchema = z.object({
  /** Chosen by the caller, so that it can be cancelled and its progress found. */
  sendId: z.uuid(),
  topic: topicSchema,
  /** Placeholders (see template.ts) are filled in for each message, but not in a file. */
  payload: payloadSourceSchema,
  /** Text in them may have placeholders too. */
  headers: headersSchema.default({}),
  properties: propertiesSchema.default({}),
  /** How many messages. Default 1. */
  count: z
    .int()
    .min(1, 'Send at least one message.')
    .max(1_000_000, 'Send 1000000 messages at most at once.')
    .default(1),
  /** Messages a second; 0 (default) means as fast as the broker confirms. */
  rate: z.number().min(0).max(100_000).default(0),
  /** The sender's own placeholders. */
  variables: variablesSchema.default({}),
  confirmedTopic: confirmedTopicSchema,
});
export type SendInput = z.input<typeof sendSchema>;
export type SendRequest = z.output<typeof sendSchema>;

/**
 * What became of a message at the broker's door.
 *
 * - `routed`    the broker took it for a topic with subscribers
 * - `held`      it waits for the topic's first subscriber
 * - `returned`  nobody was there to take it
 * - `failed`    it was not sent
 * - `unknown`   the link died before the confirm
 */
export const sendOutcomes = ['routed', 'held', 'returned', 'failed', 'unknown'] as const;
export type SendOutcome = (typeof sendOutcomes)[number];

/** The answer to a publish or broadcast of one or many messages. */
export interface Receipt {
  readonly sendId: string;
  readonly verb: Verb;
  readonly topic: string;
  readonly requested: number;
  readonly counts: Readonly<Record<SendOutcome, number>>;
  /** The worst outcome among the messages, in the order failed, unknown, returned, held, routed. */
  readonly outcome: SendOutcome;
  /** The last message's id. */
  readonly messageId: string;
  /** From handing the last message to the broker to its confirm, ms. */
  readonly confirmMs: number;
  /** The whole send, ms. */
  readonly durationMs: number;
  readonly cancelled: boolean;
  /** The first error met. */
  readonly error?: ErrorInfo;
}

/** A send of many messages that is under way. */
export interface SendProgress {
  readonly sendId: string;
  readonly verb: Verb;
  readonly topic: string;
  readonly requested: number;
  readonly done: number;
  /**
   * Messages that were handed to the bus and are not answered yet. Once the send is cancelled they are those that the broker was
   * given: they cannot be taken back.
   */
  readonly underWay: number;
  /** No further message is sent, what waited in line is taken back; those under way are waited for. */
  readonly cancelled: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}
