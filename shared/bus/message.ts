import { z } from 'zod';
import { boundedRecord } from './bounded';
import { BusError } from './errors';
import { maxTopicBytes } from './limits';

/** `publish` goes to exactly one subscriber of the topic, in turn; `broadcast` goes to all of them. */
export type Verb = 'publish' | 'broadcast';

const utf8 = new TextEncoder();

/** Why a topic cannot be used, in words; `undefined` when it can. */
export function topicProblem(topic: string): string | undefined {
  if (topic.length === 0) return 'A topic needs a name.';
  const bytes = utf8.encode(topic).length;
  if (bytes > maxTopicBytes) return `A topic may have ${maxTopicBytes} bytes at most; this one has ${bytes}.`;
  if (!isWellFormed(topic)) return 'A topic must be well-formed Unicode; this one has half a surrogate pair.';
  // A broker strips CR and LF when a queue is declared but not when a message is published to it.
  if (/[\r\n]/.test(topic)) return 'A topic may not contain a line break.';
  if (topic.includes('\0')) return 'A topic may not contain a NUL character.';
  if (topic.startsWith('amq.')) return 'Topics that start with "amq." are reserved by the broker.';
  if (topic.startsWith('eventbus.')) return 'Topics that start with "eventbus." are reserved by the bus.';
  return undefined;
}

export const topicSchema = z
  .string()
  .max(1000, { message: `A topic may have ${maxTopicBytes} bytes at most.`, abort: true })
  .superRefine((topic, context) => {
    const problem = topicProblem(topic);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** Returns the topic or throws `invalid-argument`. */
export function parseTopic(topic: string): string {
  const problem = topicProblem(topic);
  if (problem !== undefined) throw new BusError('invalid-argument', problem);
  return topic;
}

/** The topic's name as it was typed by the person, where a production connection asks for it before a bulk action. */
export const confirmedTopicSchema = z.string().max(1000).optional();

function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}

/** A header's value; anything deeper becomes its JSON text. */
export type HeaderValue = string | number | boolean | null;
/** A message's own headers. */
export type Headers = Readonly<Record<string, HeaderValue>>;

/** A short string on the wire: 255 bytes of UTF-8. */
export const shortStringSchema = z
  .string()
  .max(255, { error: tooLong, abort: true })
  .refine((text) => utf8.encode(text).length <= 255, { error: tooLong });

/** Of a record's key there is no path. */
function tooLong({ path = [] }: { readonly path?: PropertyKey[] | undefined }): string {
  return `${path.length === 0 ? 'A header’s name' : `“${String(path.at(-1))}”`} may have 255 bytes at most.`;
}

/** A message's own headers; names that start with `eventbus-` belong to the bus and are left out of what is sent. */
export const headersSchema = boundedRecord(
  shortStringSchema.min(1, 'A header needs a name.'),
  z.union([z.string().max(1_000_000), z.number(), z.boolean(), z.null()]),
  10_000,
);

/** The properties that a person may set or see; which of them a broker carries is in its capabilities. */
export interface Properties {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly type?: string | undefined;
  readonly appId?: string | undefined;
  /** From 0 to 255. */
  readonly priority?: number | undefined;
}

export const propertiesSchema = z.object({
  contentType: shortStringSchema.optional(),
  contentEncoding: shortStringSchema.optional(),
  correlationId: shortStringSchema.optional(),
  replyTo: shortStringSchema.optional(),
  type: shortStringSchema.optional(),
  appId: shortStringSchema.optional(),
  priority: z.int().min(0).max(255).optional(),
}) satisfies z.ZodType<Properties>;
export const propertyNames = propertiesSchema.keyof().options;

/** What a sender may give beside topic and body. */
export const messageInputSchema = z.object({
  id: shortStringSchema.min(1, 'A message id may not be empty.').optional(),
  headers: headersSchema.optional(),
  properties: propertiesSchema.optional(),
});

/** The head of a payload, small enough to travel with every event. */
export interface PayloadPreview {
  readonly format: 'json' | 'text' | 'binary' | 'empty';
  /** Text as it is, or bytes as spaced hexadecimal. At most {@link previewBytes} bytes of the payload are in it. */
  readonly text: string;
  /** True when the payload goes on after the preview. */
  readonly truncated: boolean;
}

/** How much of a payload an event carries, in bytes; the whole comes on demand. */
export const previewBytes = 512;

/** What is known of a message without its body. */
export interface MessageSummary {
  readonly id: string;
  readonly topic: string;
  readonly verb: Verb;
  readonly headers: Headers;
  readonly properties: Properties;
  /** The payload's size in bytes. */
  readonly size: number;
  readonly preview: PayloadPreview;
}

/** What became of one delivery. */
export type Outcome =
  | 'in-flight'
  | 'acked'
  | 'failed'
  | 'retried'
  | 'dead'
  /** It was seen, and is no delivery of ours. */
  | 'tapped';

/**
 * Why a message is in the dead letters.
 *
 * - `max-retries`      its last attempt failed
 * - `interrupted`      too many of its deliveries ended without an answer
 * - `rejected`         a handler said that it is no use
 * - `unroutable`       a delayed retry was due when its topic had no subscriber
 * - `subscriber-gone`  the subscriber of this broadcast is not there any more
 * - `too-large`        it can be delivered, and no copy of it can be sent
 */
export const deadReasons = [
  'max-retries',
  'interrupted',
  'rejected',
  'unroutable',
  'subscriber-gone',
  'too-large',
] as const;
/** See {@link deadReasons}. */
export type DeadReason = (typeof deadReasons)[number];
