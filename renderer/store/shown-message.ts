import type { MessageSummary } from '../../shared/bus/message';

/** Whose payload: the message's newest, or what one delivery of it held, since a replay may have edited it. */
export interface PayloadOwner {
  /** Of the message. */
  readonly id: string;
  readonly deliveryId?: string | undefined;
}

export type ShownMessage = MessageSummary & PayloadOwner;

/** As an argument of the requests for payloads. */
export function payloadOf({ id, deliveryId }: PayloadOwner) {
  return { messageId: id, ...(deliveryId === undefined ? {} : { deliveryId }) };
}
