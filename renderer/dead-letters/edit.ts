import type { Headers } from '../../shared/bus/message';
import type { DeadLetterEdit } from '../../shared/ipc/requests-dead-letters';
import type { TypedPayload } from '../../shared/window/send';
import { hexDigits, readPayload } from '../format/payload';
import { type HeaderDraft, headerDrafts, headersOf } from '../store/draft';

/** A dead letter's payload as text that can be edited: JSON is laid out, bytes are digits. */
export function editablePayload(bytes: Uint8Array): TypedPayload {
  const payload = readPayload(bytes);
  switch (payload.format) {
    case 'empty':
      return { format: 'text', text: '' };
    case 'json':
    case 'text':
      return payload;
    case 'binary':
      return { format: 'hex', text: hexDigits(payload.bytes) };
  }
}

export interface HeaderChange {
  readonly name: string;
  /** Undefined when there was none, or is none any more. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** How the headers differ, by name. */
export function headerChanges(before: Headers, rows: readonly HeaderDraft[]): HeaderChange[] {
  const old = headersOf(headerDrafts(before));
  const now = headersOf(rows);
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return names
    .filter((name) => old[name] !== now[name])
    .map((name) => ({ name, before: asText(old, name), after: asText(now, name) }));
}

function asText(headers: Headers, name: string): string | undefined {
  return Object.hasOwn(headers, name) ? String(headers[name]) : undefined;
}

/** Only what was changed: a payload that was merely laid out goes as it came. */
export function editOf(
  original: TypedPayload,
  payload: TypedPayload,
  headers: Headers,
  rows: readonly HeaderDraft[],
): DeadLetterEdit | undefined {
  const isSame = original.format === payload.format && original.text === payload.text;
  const changed = headerChanges(headers, rows).length > 0;
  if (isSame && !changed) return undefined;
  return { ...(isSame ? {} : { payload }), ...(changed ? { headers: { ...headersOf(rows) } } : {}) };
}
