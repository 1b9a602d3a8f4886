import type { MessageSummary } from '../../shared/bus/message';
import { hexDigits, readPayload } from '../format/payload';
import { type Draft, draftOf } from '../store/draft';

/** The composer's draft that would send this message again. */
export function composeAgain(message: MessageSummary, bytes: Uint8Array): Draft {
  const payload = readPayload(bytes);
  switch (payload.format) {
    case 'empty':
      return draftOf(message, 'text', '');
    case 'json':
    case 'text':
      return draftOf(message, payload.format, payload.text);
    case 'binary':
      return draftOf(message, 'hex', hexDigits(payload.bytes));
  }
}
