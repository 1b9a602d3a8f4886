import type { Capabilities } from '../../shared/bus/capabilities';
import type { FoundTopic } from '../../shared/bus/found-topic';
import type { Receipt, SendOutcome } from '../../shared/window/send';
import { sendOutcomes } from '../../shared/window/send';
import { heldNote } from '../format/capability-words';
import { count, plural } from '../format/numbers';
import { duration } from '../format/time';

/** What a receipt says to a person: one sentence, and what else there is to know. */
export interface ReceiptWords {
  readonly headline: string;
  readonly notes: readonly string[];
}

/** `found` is the topic where it is not as the bus would have made it. */
export function receiptWords(receipt: Receipt, capabilities: Capabilities, found?: FoundTopic): ReceiptWords {
  return receipt.requested === 1 ? oneMessage(receipt, capabilities, found) : manyMessages(receipt);
}

function oneMessage(receipt: Receipt, capabilities: Capabilities, found?: FoundTopic): ReceiptWords {
  const { outcome, topic, verb, confirmMs, error } = receipt;
  const confirmed = `confirmed in ${duration(confirmMs)}`;
  switch (outcome) {
    case 'routed':
      if (verb === 'publish' && found?.givesToAll) {
        return { headline: `Accepted for every subscriber of ${topic}`, notes: [confirmed] };
      }
      return verb === 'publish'
        ? { headline: `Accepted for a subscriber of ${topic}`, notes: [confirmed] }
        : { headline: `Sent to every subscriber of ${topic}`, notes: [confirmed] };
    case 'held': {
      const note = heldNote(capabilities);
      const notes = note === undefined ? [confirmed] : [confirmed, note];
      return { headline: `Held for the first subscriber of ${topic}`, notes };
    }
    case 'returned':
      return {
        headline: `Nobody there: no subscriber of ${topic}`,
        notes: verb === 'broadcast' ? ['a broadcast is not kept'] : [],
      };
    case 'failed':
      return { headline: error?.message ?? 'It was not sent.', notes: [] };
    case 'unknown':
      return {
        headline: error?.message ?? 'The link died before the confirm: it may or may not have arrived.',
        notes: [],
      };
  }
}

function manyMessages(receipt: Receipt): ReceiptWords {
  const { counts, requested, durationMs, cancelled, error } = receipt;
  const sent = sendOutcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
  const parts = sendOutcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${count(counts[outcome])} ${manyWords[outcome]}`);
  const headline = cancelled
    ? `Cancelled after ${count(sent)} of ${plural(requested, 'message')}`
    : `${plural(sent, 'message')} in ${duration(durationMs)}`;
  // What was refused at once says nothing about how fast the broker is.
  const gone = sent - counts.failed;
  const rate = durationMs > 0 && gone > 0 ? [`${count((gone / durationMs) * 1000)}/s`] : [];
  return { headline, notes: [...parts, ...rate, ...(error === undefined ? [] : [error.message])] };
}

const manyWords: Record<SendOutcome, string> = {
  routed: 'to subscribers',
  held: 'held',
  returned: 'to nobody',
  failed: 'failed',
  unknown: 'with unknown fate',
};
