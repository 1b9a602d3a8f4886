import { type BrokerKind, descriptorOf } from '../../shared/brokers';
import type { Verb } from '../../shared/bus/message';

/** The delays that are offered for another try. */
export const laterChoices = [
  { ms: 1000, label: 'In 1 second' },
  { ms: 5000, label: 'In 5 seconds' },
  { ms: 30_000, label: 'In 30 seconds' },
  { ms: 300_000, label: 'In 5 minutes' },
] as const;

/** What each answer means, and what goes over the wire for it. */
export function answerTitles(kind: BrokerKind, verb: Verb): Record<'ack' | 'fail' | 'later', string> {
  const onWire = descriptorOf(kind).answersOnWire?.(verb);
  const wire = (answer: 'ack' | 'fail' | 'later') =>
    onWire === undefined
      ? 'Nothing goes over a wire: the bus is inside this app.'
      : `On the wire: ${onWire[answer]}`;
  return {
    ack: `Handled: the message is done with. ${wire('ack')}`,
    fail: `Failed: this attempt counts. It is tried again as the retry policy says, and goes to the dead letters when no attempt is left. ${wire('fail')}`,
    later: `Failed, and wanted again after the delay you choose. This attempt counts; when no other is left it goes to the dead letters. ${wire('later')}`,
  };
}
