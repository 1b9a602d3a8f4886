import { definedOf } from '../../../shared/bus/defined';
import type { Verb } from '../../../shared/bus/message';
import type { UnexpectedKind } from '../../../shared/scenario/scenario';
import type { SeenMessage, SeenTopic } from './seen';
import { item } from './yaml-line';

export interface Judged {
  readonly topic: string;
  /** As it is written. */
  readonly written: string;
  readonly seen: SeenTopic;
  /** What came of it hangs on when things happened, or on chance: only some of it can be expected. */
  readonly isLoose: boolean;
  /** Subscribers that took turns all the while, and only acked. */
  readonly isEven: boolean;
  /** Of a subscriber, in the scenario. */
  readonly nameOf: (name: string) => string;
}

/** What must hold of a topic, from what was seen of it. */
export function expectationsOf(judged: Judged): string[] {
  const { written: topic, seen, isLoose } = judged;
  const { counts, open } = seen.now;
  const { acked, deadLettered } = counts;
  const lines = verbs.flatMap((verb) => sentOf(judged, verb));
  if (isLoose) {
    if (open === 0 && deadLettered === 0 && acked > 0) lines.push(item('count', { topic, acked }));
    return lines;
  }
  const { failed, interrupted, replayed, discarded } = counts;
  const some = (value: number) => (value > 0 ? value : undefined);
  lines.push(
    item(
      'count',
      definedOf({
        ...{ topic, acked, failed: some(failed), replayed: some(replayed), discarded: some(discarded) },
        // How often a broker tells of it is its own affair.
        interrupted: interrupted > 0 ? '1..' : undefined,
        inFlight: some([...seen.now.holders.values()].reduce((sum, many) => sum + many, 0)),
      }),
    ),
  );
  lines.push(...sharesOf(judged));
  const { messages } = seen;
  if (messages !== undefined)
    lines.push(...attemptsOf(topic, failed, messages), ...deathsOf(topic, failed, messages));
  return lines;
}

/** What was unexpected, and no expectation counts. */
export function allowedOf(all: readonly Judged[], expectations: readonly string[]): UnexpectedKind[] {
  const odd = new Set(all.flatMap(({ seen }) => [...seen.odd]));
  const text = expectations.join('\n');
  if (text.includes('- deadLetters:')) odd.delete('deadLettered');
  if (/returned: /.test(text)) odd.delete('returned');
  if (/interrupted: /.test(text)) odd.delete('interrupted');
  return [...odd].toSorted();
}

const verbs: readonly Verb[] = ['publish', 'broadcast'];
const outcomes = ['routed', 'held', 'returned', 'failed'] as const;

function sentOf({ written: topic, seen }: Judged, verb: Verb): string[] {
  const mine = seen.messages?.filter((message) => message.isOurs && message.verb === verb) ?? [];
  const counts = outcomes.flatMap((outcome) => {
    const count = mine.filter((message) => message.outcome === outcome).length;
    return count > 0 ? [[outcome, count] as const] : [];
  });
  return counts.length === 0 ? [] : [item('sent', { topic, verb, ...Object.fromEntries(counts) })];
}

function sharesOf({ written: topic, seen, nameOf, isEven }: Judged): string[] {
  const lines: string[] = [];
  const broadcasts = seen.ackedBy.get('broadcast');
  if (broadcasts !== undefined && broadcasts.size > 0) {
    const exact = Object.fromEntries([...broadcasts].map(([name, count]) => [nameOf(name), count]));
    lines.push(item('distribution', { topic, verb: 'broadcast', exact }));
  }
  const publishes = [...(seen.ackedBy.get('publish')?.values() ?? [])];
  if (isEven && publishes.length > 1)
    lines.push(
      item('distribution', { topic, within: Math.max(1, Math.max(...publishes) - Math.min(...publishes)) }),
    );
  return lines;
}

function attemptsOf(topic: string, failed: number, messages: readonly SeenMessage[]): string[] {
  if (failed === 0 || messages.length === 0) return [];
  const all = messages.map(({ attempts }) => attempts);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return [item('attempts', { topic, each: least === most ? most : `${least}..${most}` })];
}

function deathsOf(topic: string, failed: number, messages: readonly SeenMessage[]): string[] {
  const deaths = messages.flatMap((message) => message.deaths);
  if (deaths.length === 0) return failed === 0 ? [] : [item('deadLetters', { topic, count: 0 })];
  const reasons = [...new Set(deaths.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const mine = deaths.filter((death) => death.reason === reason);
    const attempts = new Set(mine.map((death) => death.attempts));
    return item(
      'deadLetters',
      definedOf({
        ...{ topic, count: mine.length, left: mine.filter(({ isLeft }) => isLeft).length, reason },
        attempts: attempts.size === 1 ? mine[0]?.attempts : undefined,
      }),
    );
  });
}
