import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { Message } from '../message';

/** What is made of a dead letter before it is sent again; what the edit throws is its caller's fault. */
export function applyEdit(edit: (message: Message) => Message, message: Message): Message {
  try {
    return edit(message);
  } catch (cause) {
    throw new BusError('invalid-argument', `The edit failed: ${describeThrown(cause)}`, { cause });
  }
}
