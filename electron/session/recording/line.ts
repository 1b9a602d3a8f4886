import type { BusEvent } from '../../../shared/bus/bus-event';
import type { RecordedLine } from '../../../shared/window/recording';
import { isRecordedLine } from './shape';

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
    return isRecordedLine(line) && isShallow(line, maxDepth) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** Deeper than any event of ours, and less than what cannot be handed to the window any more. */
const maxDepth = 20;

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
