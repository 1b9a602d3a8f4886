import type { Outcome } from '../../shared/bus/message';
import type { RecordedDelivery, RecordedMessage } from '../../shared/window/recording';
import type { FilteredRow } from '../filter/engine/filter-fields';
import type { AskWhole, RowVerdict } from '../filter/engine/parse-word';

/** What stands in the list of a recording, from top to bottom. */
export type RecordedLine =
  | { readonly type: 'head'; readonly key: string; readonly name: string; readonly count: number }
  | {
      readonly type: 'row';
      readonly key: string;
      readonly at: number;
      readonly attempt: number;
      readonly outcome: Outcome;
      readonly message: RecordedMessage['message'];
      readonly messageId: string;
      /** Where the row is one delivery and not the whole message. */
      readonly deliveryId?: string;
    };

export interface RecordedLines {
  readonly lines: readonly RecordedLine[];
  /** Messages that the filter finds. */
  readonly found: number;
}

/** The messages of a recording after the filter: in their order, or each delivery under who got it. */
export function recordedLines(
  messages: readonly RecordedMessage[],
  bySubscriber: boolean,
  matches: RowVerdict | undefined,
  whole: AskWhole,
): RecordedLines {
  const passes = (row: FilteredRow) => matches === undefined || matches(row, whole) === true;
  const lines: RecordedLine[] = [];
  const groups = new Map<string, RecordedDelivery[]>();
  const undelivered: RecordedMessage[] = [];
  let found = 0;
  for (const message of messages) {
    // Every delivery is asked: each that has to wait for its whole payload is then looked for.
    const deliveries = message.deliveries.filter(passes);
    const isUndelivered = message.deliveries.length === 0 && passes(asRow(message));
    if (deliveries.length === 0 && !isUndelivered) continue;
    found += 1;
    if (!bySubscriber) lines.push({ type: 'row', key: message.messageId, ...message });
    if (isUndelivered) undelivered.push(message);
    for (const delivery of deliveries) {
      const group = groups.get(delivery.subscriberName);
      if (group === undefined) groups.set(delivery.subscriberName, [delivery]);
      else group.push(delivery);
    }
  }
  if (!bySubscriber) return { lines, found };

  for (const [name, deliveries] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push({ type: 'head', key: `of ${name}`, name, count: deliveries.length });
    for (const delivery of deliveries) lines.push({ type: 'row', key: delivery.deliveryId, ...delivery });
  }
  if (undelivered.length > 0) {
    lines.push({ type: 'head', key: 'nobody', name: 'Not delivered', count: undelivered.length });
    for (const message of undelivered) lines.push({ type: 'row', key: message.messageId, ...message });
  }
  return { lines, found };
}

/** A message that nobody got, as a filter looks at it. */
function asRow({ messageId, message, at, outcome }: RecordedMessage): FilteredRow {
  return {
    deliveryId: messageId,
    messageId,
    topic: message.topic,
    verb: message.verb,
    subscriberName: '',
    attempt: 0,
    at,
    message,
    outcome,
    redelivered: false,
    foreign: false,
    interrupted: false,
  };
}
