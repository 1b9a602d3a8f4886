import type { OutcomeFigures } from '../../shared/scenario/outcome';
import type { Picture } from './picture';

/** What is the same on each bus that keeps its promises, whatever takes turns there: for a comparison. Topics as in the file. */
export function figuresOf({ messages, tally, subscribers }: Picture, run: string): OutcomeFigures {
  const figures = new Map<string, number>();
  const add = (written: string, by = 1) => {
    const name = written.replaceAll(run, '{{run}}');
    figures.set(name, (figures.get(name) ?? 0) + by);
  };
  for (const { topic, verb, place, outcome, deliveries, deaths } of messages.values()) {
    if (place !== undefined) add(`${topic}: ${verb} ${outcome}`);
    if (verb === 'publish')
      add(`${topic}: messages with ${Math.max(0, ...deliveries.map(attemptOf))} attempts`);
    for (const { reason } of deaths) add(`${topic}: dead letters, ${reason}`);
  }
  for (const [topic, names] of subscribers) {
    add(`${topic}: acked`, tally.of('acked', { topic, verb: 'publish' }));
    for (const subscriber of names) {
      const broadcasts = tally.of('acked', { topic, subscriber, verb: 'broadcast' });
      if (broadcasts > 0) add(`${topic}: broadcasts acked by ${subscriber}`, broadcasts);
    }
  }
  return Object.fromEntries([...figures].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const attemptOf = ({ attempt }: { readonly attempt: number }): number => attempt;
