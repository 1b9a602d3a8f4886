import type { BusEventType } from '../../../shared/bus/bus-event';
import type { RecordedLine } from '../../../shared/window/recording';

/*
 * What of a line is looked at, here or in the window. Checked by hand: a recording has hundreds of thousands of lines, and
 * fields that a newer Busdeck has written are let pass.
 */

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
const anything: Check = () => true;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

function object(fields: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(fields);
  return (value) => isObject(value) && checks.every(([name, check]) => check(value[name]));
}

const values =
  (check: Check): Check =>
  (value) =>
    isObject(value) && !Array.isArray(value) && Object.values(value).every(check);

const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const anyOf =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

const verb = oneOf('publish', 'broadcast');
const message = object({
  id: text,
  topic: text,
  verb,
  size: number,
  headers: values((value) => value === null || text(value) || number(value) || flag(value)),
  properties: values((value) => text(value) || number(value)),
  preview: object({ format: oneOf('json', 'text', 'binary', 'empty'), text, truncated: flag }),
});
const about = { messageId: text, topic: text, verb };
const subscriber = object({ id: text, name: text });
const delivery = { ...about, deliveryId: text, subscriber, attempt: number };
const error = object({ message: text });

const program = object({
  name: text,
  connection: optional(text),
  channel: optional(number),
  user: optional(text),
});

const shapes: Readonly<Record<BusEventType, Check>> = {
  published: object({ message }),
  confirmed: object({ ...about, latencyMs: number }),
  held: object(about),
  returned: object({ ...about, detail: text }),
  publishFailed: object({ ...about, error }),
  delivered: object({
    ...delivery,
    message,
    redelivered: optional(flag),
    foreign: optional(flag),
    interrupted: optional(number),
  }),
  acked: object({ ...delivery, handlerMs: number, latencyMs: optional(number) }),
  failed: object({ ...delivery, error, handlerMs: number }),
  retryScheduled: object({ ...delivery, nextAttempt: number, delayMs: number }),
  interrupted: object({ ...about, deliveryId: optional(text), subscriber, attempt: number, count: number }),
  deadLettered: object({ ...delivery, reason: text, attempts: number, error: optional(error) }),
  retryReturned: object({ ...about, attempts: number }),
  replayed: object({ ...about, edited: flag }),
  discarded: object(about),
  tapMissed: object({ topic: text, count: number }),
  dropped: object({ topic: text, count: number, limit: text }),
  tapped: object({
    ...about,
    sightId: text,
    message,
    attempt: number,
    tap: object({ id: text, topic: text }),
    sight: anyOf(
      object({ what: oneOf('published'), by: optional(program), routedTo: optional(list(text)) }),
      object({ what: oneOf('delivered'), queue: text, to: program, redelivered: flag }),
    ),
  }),
  // Counted, and not looked into.
  subscriberAdded: anything,
  subscriberChanged: anything,
  subscriberRemoved: anything,
  connection: anything,
};
const byType = new Map(Object.entries(shapes));
/** Of an event that a newer Busdeck has written only the message is known. */
const newer = object({ messageId: optional(text) });

const stamp = object({ type: text, at: number, seq: number });
const payload = optional((value) => isObject(value) && text('text' in value ? value.text : value.base64));

export function isRecordedLine(line: unknown): line is RecordedLine {
  if (!isObject(line) || !isObject(line.event) || !stamp(line.event)) return false;
  const shape = byType.get(String(line.event.type)) ?? newer;
  return shape(line.event) && payload(line.payload);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
