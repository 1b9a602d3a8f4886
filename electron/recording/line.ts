import type { BusEvent } from '../../shared/bus-event';
import type { RecordedLine } from '../../shared/recording';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A payload as a recording and an export carry it: text where it is text, Base64 where it is not. */
export function payloadFields(body: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: strictUtf8.decode(body) };
  } catch {
    return { base64: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64') };
  }
}

export function bytesOf(payload: NonNullable<RecordedLine['payload']>): Uint8Array {
  return 'text' in payload ? Buffer.from(payload.text, 'utf8') : Buffer.from(payload.base64, 'base64');
}

/** The recording's id, if there is one, stands first: whoever looks for it reads no whole line. */
export function lineOf(event: BusEvent, body: Uint8Array | undefined, recording?: string): string {
  const line: RecordedLine = {
    ...(recording === undefined ? {} : { recording }),
    event,
    ...(body === undefined ? {} : { payload: payloadFields(body) }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** A line of a file from wherever: `undefined` when it is not one of ours. */
export function parseLine(text: string): RecordedLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return isRecordedLine(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

function isRecordedLine(line: unknown): line is RecordedLine {
  if (!isObject(line) || !isObject(line.event)) return false;
  const { event, payload } = line;
  const stamped =
    typeof event.type === 'string' && typeof event.at === 'number' && typeof event.seq === 'number';
  if (!stamped) return false;
  if (event.type === 'published' || event.type === 'delivered') {
    if (!isObject(event.message) || !isSummary(event.message)) return false;
  }
  return (
    payload === undefined ||
    (isObject(payload) && (typeof payload.text === 'string' || typeof payload.base64 === 'string'))
  );
}

function isSummary(message: Record<string, unknown>): boolean {
  const { id, topic, verb, size, headers, properties, preview } = message;
  return (
    typeof id === 'string' &&
    typeof topic === 'string' &&
    (verb === 'publish' || verb === 'broadcast') &&
    typeof size === 'number' &&
    isObject(headers) &&
    isObject(properties) &&
    isObject(preview) &&
    typeof preview.text === 'string'
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
