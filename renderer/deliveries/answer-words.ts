import type { BackendKind } from '../../shared/bus/connection';
import type { Verb } from '../../shared/bus/message';

/** The delays that are offered for another try. */
export const laterChoices = [
  { ms: 1000, label: 'In 1 second' },
  { ms: 5000, label: 'In 5 seconds' },
  { ms: 30_000, label: 'In 30 seconds' },
  { ms: 300_000, label: 'In 5 minutes' },
] as const;

/** What each answer means, and what goes over the wire for it. */
export function answerTitles(kind: BackendKind, verb: Verb): Record<'ack' | 'fail' | 'later', string> {
  const back = verb === 'publish' ? 'the topic’s queue' : 'this subscriber’s own queue';
  const wire = (words: string) =>
    kind === 'memory' ? 'Nothing goes over a wire: the bus is inside this app.' : `On the wire: ${words}`;
  return {
    ack: `Handled: the message is done with. ${wire('basic.ack.')}`,
    fail: `Failed: this attempt counts. It is tried again as the retry policy says, and goes to the dead letters when no attempt is left. ${wire(
      `basic.publish of a copy with eventbus-attempt raised by one to ${back}, and after its confirm basic.ack of this one.`,
    )}`,
    later: `Failed, and wanted again after the delay you choose. This attempt counts; when no other is left it goes to the dead letters. ${wire(
      `basic.publish of a copy to a wait queue whose x-message-ttl is the delay and which gives it to ${back}, and after its confirm basic.ack of this one.`,
    )}`,
  };
}
