import type { BusEvent, SubscriberRef } from '../../shared/bus/bus-event';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { Verb } from '../../shared/bus/message';
import type { Receipt } from '../../shared/window/send';

/** What became of the last publish or broadcast. */
export type LastSend =
  | { readonly type: 'sending'; readonly sendId: string; readonly verb: Verb; readonly topic: string }
  | {
      readonly type: 'answered';
      readonly receipt: Receipt;
      /** Who has been seen to get its last message, in order. */
      readonly recipients: readonly SubscriberRef[];
    }
  | { readonly type: 'refused'; readonly verb: Verb; readonly topic: string; readonly error: ErrorInfo };

/** A delivery may come before or after the receipt; both ways its subscriber joins the recipients. */
export function appendRecipients(
  last: LastSend | undefined,
  events: readonly BusEvent[],
): LastSend | undefined {
  if (last?.type !== 'answered') return last;
  const { messageId } = last.receipt;
  const found: SubscriberRef[] = [];
  for (const event of events) {
    if (event.type === 'delivered' && event.messageId === messageId) found.push(event.subscriber);
  }
  return found.length === 0 ? last : { ...last, recipients: addEach(last.recipients, found) };
}

export function addEach(
  known: readonly SubscriberRef[],
  found: readonly SubscriberRef[],
): readonly SubscriberRef[] {
  const byId = new Map([...known, ...found].map(({ id, name }) => [id, { id, name }]));
  return [...byId.values()];
}
