import { formatBehaviour } from '../../shared/bus/behaviour';
import { assertNever } from '../../shared/bus/bus-event';
import type { Expectation } from '../../shared/scenario/expectations';
import type { Step } from '../../shared/scenario/steps';
import { formatAmount, formatDuration } from '../../shared/scenario/words';
import { shortly } from './pattern';
import { countedNames, wordOf } from './tally';

/** A step in words. */
export function titleOfStep({ kind, what }: Step): string {
  switch (kind) {
    case 'subscribe': {
      const { name, topic, count, behaviour, prefetch } = what;
      const many = count === 1 ? name : `${count} × ${name}`;
      const does = formatBehaviour(behaviour);
      return `subscribe ${many} to ${topic}${does === 'ack' ? '' : `, ${does}`}${prefetch === 1 ? '' : `, prefetch ${prefetch}`}`;
    }
    case 'unsubscribe':
    case 'pause':
    case 'resume':
    case 'crash':
      return `${kind} ${what}`;
    case 'behave':
      return `${what.subscriber} does ${formatBehaviour(what.behaviour)}`;
    case 'answer':
      return `${what.subscriber} answers ${what.with}`;
    case 'publish':
    case 'broadcast': {
      const { topic, count, payload, file } = what;
      const sent = file === undefined ? (payload === undefined ? 'bytes' : shortly(payload)) : file;
      return count === 1 ? `${kind} to ${topic}: ${sent}` : `${kind} ${count} to ${topic}: ${sent}`;
    }
    case 'replay':
    case 'discard':
      return `${kind} the dead letters of ${what.topic}`;
    case 'wait':
      return `wait ${formatDuration(what)}`;
    case 'until': {
      const counts = countedNames.flatMap((name) => {
        const amount = what[name];
        return amount === undefined ? [] : [`${formatAmount(amount)} ${wordOf(name)}`];
      });
      return `until ${counts.join(', ')}`;
    }
    default:
      return assertNever(kind);
  }
}

const nouns: Record<Expectation['kind'], string> = {
  count: 'counts',
  sent: 'what the broker said',
  distribution: 'distribution',
  attempts: 'attempts',
  order: 'order',
  received: 'who got what',
  payload: 'payloads',
  deadLetters: 'dead letters',
  latency: 'latency',
};

/** The name a person gave it, or what it is about. */
export function titleOfExpectation({ kind, as, what }: Expectation): string {
  if (as !== undefined) return as;
  const topic = 'topic' in what && what.topic !== undefined ? ` of ${what.topic}` : '';
  const subscriber = 'subscriber' in what && what.subscriber !== undefined ? ` on ${what.subscriber}` : '';
  return `${nouns[kind]}${topic}${subscriber}`;
}
