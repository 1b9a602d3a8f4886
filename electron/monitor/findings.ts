import type { BrokerHealth, BrokerRow, Finding } from '../../shared/window/broker-view';
import { defaultThresholds, type Thresholds } from '../../shared/window/thresholds';
import type { BrokerPicture } from './monitor';

interface Sample {
  readonly at: number;
  readonly ready: number;
  readonly unanswered: number;
  readonly isAnswered: boolean;
}

const perMinute = 60_000;
const names = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** What an expert would notice in what a broker tells of itself, as sentences. Each rule has a name. */
export class Findings {
  readonly #samples = new Map<string, Sample[]>();
  readonly #thresholds: () => Thresholds;

  constructor(thresholds: () => Thresholds = () => defaultThresholds) {
    this.#thresholds = thresholds;
  }

  /** Takes a picture in, and says what is noticed now. */
  look({ at, rows, health }: BrokerPicture): Finding[] {
    const thresholds = this.#thresholds();
    const seen = new Set<string>();
    const found: Finding[] = [];
    for (const row of rows) {
      seen.add(row.id);
      const samples = this.#add(row, at, thresholds);
      for (const rule of rowRules) {
        const sentence = rule.of(row, samples, thresholds);
        if (sentence !== undefined) found.push({ rule: rule.name, sentence, rowId: row.id });
      }
    }
    for (const id of this.#samples.keys()) if (!seen.has(id)) this.#samples.delete(id);
    return [...(health === undefined ? [] : ofHealth(health, thresholds)), ...found];
  }

  #add(
    { id, ready = 0, unanswered = 0, rateAcked = 0, rateOut = 0 }: BrokerRow,
    at: number,
    { blackHoleSeconds, growingSeconds }: Thresholds,
  ): readonly Sample[] {
    const keptMs = Math.max(blackHoleSeconds, growingSeconds) * 1500;
    const samples = (this.#samples.get(id) ?? []).filter((sample) => sample.at > at - keptMs);
    samples.push({ at, ready, unanswered, isAnswered: rateAcked > 0 || rateOut > 0 });
    this.#samples.set(id, samples);
    return samples;
  }
}

interface RowRule {
  readonly name: Finding['rule'];
  readonly of: (row: BrokerRow, samples: readonly Sample[], thresholds: Thresholds) => string | undefined;
}

const isLine = ({ kind }: BrokerRow) => kind === 'topic' || kind === 'foreign';
const count = (value: number, one: string) => `${names.format(value)} ${value === 1 ? one : `${one}s`}`;

const rowRules: readonly RowRule[] = [
  {
    name: 'no-consumer',
    of: (row) =>
      isLine(row) && row.consumers === 0 && (row.ready ?? 0) > 0
        ? `${count(row.ready ?? 0, 'message')} ${row.ready === 1 ? 'waits' : 'wait'} in ${row.name}, and nobody consumes it.`
        : undefined,
  },
  {
    name: 'black-hole',
    of: (row, samples, { blackHoleSeconds }) => {
      const blackHoleMs = blackHoleSeconds * 1000;
      const [first] = samples;
      const last = samples.at(-1);
      if (!isLine(row) || first === undefined || last === undefined || (row.consumers ?? 0) === 0)
        return undefined;
      const held = samples.filter(({ at }) => at >= last.at - blackHoleMs);
      const isSilent = held.every(({ unanswered, isAnswered }) => unanswered > 0 && !isAnswered);
      if (!isSilent || last.at - first.at < blackHoleMs) return undefined;
      return `The consumers of ${row.name} hold ${count(last.unanswered, 'message')} and have answered none for over ${count(blackHoleSeconds, 'second')}.`;
    },
  },
  {
    name: 'growing-backlog',
    of: (row, samples, thresholds) => (isLine(row) ? growth(row, samples, thresholds) : undefined),
  },
  {
    name: 'growing-dead-letters',
    of: (row, samples, thresholds) =>
      row.kind === 'dead-letters' && grown(samples, { ...thresholds, growingBy: 1 }) !== undefined
        ? `There are new dead letters of ${row.name}: ${names.format(row.ready ?? 0)} now.`
        : undefined,
  },
  {
    name: 'redelivered',
    of: ({ name, rateRedelivered = 0, rateOut = 0 }, _, { againPerSecond, againPercent }) =>
      rateRedelivered >= againPerSecond && rateRedelivered >= (rateOut * againPercent) / 100
        ? `Most of what ${name} gives out comes back and is given out again: ${names.format(rateRedelivered)} of ${names.format(rateOut)} per second.`
        : undefined,
  },
];

function growth(row: BrokerRow, samples: readonly Sample[], thresholds: Thresholds): string | undefined {
  const by = grown(samples, thresholds);
  if (by === undefined) return undefined;
  const { limit, ready = 0 } = row;
  const left = limit === undefined ? undefined : Math.max(0, limit - ready) / by;
  const until =
    left === undefined || limit === undefined
      ? ''
      : ` At this pace its limit of ${names.format(limit)} is reached in ${minutes(left)}.`;
  return `The backlog of ${row.name} grows by ${names.format(by)} a minute: ${names.format(ready)} wait now.${until}`;
}

function minutes(left: number): string {
  if (left < 1) return 'less than a minute';
  return left < 120 ? count(Math.round(left), 'minute') : count(Math.round(left / 60), 'hour');
}

/** Per minute, where it grew by so many at least. */
function grown(
  samples: readonly Sample[],
  { growingSeconds, growingBy }: Pick<Thresholds, 'growingSeconds' | 'growingBy'>,
): number | undefined {
  const last = samples.at(-1);
  if (last === undefined) return undefined;
  const then = samples.findLast(({ at }) => at <= last.at - growingSeconds * 1000);
  const by = then === undefined ? 0 : last.ready - then.ready;
  return then === undefined || by < growingBy ? undefined : (by * perMinute) / (last.at - then.at);
}

function ofHealth(
  { nodes, droppedPerSecond, deprecated, unlimited }: BrokerHealth,
  { memoryPercent, diskTimes }: Thresholds,
): Finding[] {
  const found: Finding[] = [];
  for (const node of nodes) {
    if (!node.running) {
      found.push({ rule: 'node-down', sentence: `The node ${node.name} is down.` });
      continue;
    }
    if (node.memoryLimit > 0 && node.memoryUsed * 100 >= node.memoryLimit * memoryPercent) {
      const share = Math.round((100 * node.memoryUsed) / node.memoryLimit);
      const sentence = `${node.name} uses ${share} % of the memory it may: at 100 % publishers are blocked.`;
      found.push({ rule: 'memory', sentence });
    }
    if (node.diskLimit > 0 && node.diskFree <= node.diskLimit * diskTimes) {
      const free = names.format(node.diskFree / 1_000_000);
      const limit = names.format(node.diskLimit / 1_000_000);
      const sentence = `${node.name} has ${free} MB of disk left: at ${limit} MB publishers are blocked.`;
      found.push({ rule: 'disk', sentence });
    }
  }
  if (droppedPerSecond > 0) {
    const sentence = `${droppedPerSecond.toFixed(1)} messages per second are published to no queue at all, and dropped or returned.`;
    found.push({ rule: 'unroutable', sentence });
  }
  for (const { queue, consumers } of unlimited) {
    const sentence = `${count(consumers, 'consumer')} of ${queue} ${consumers === 1 ? 'takes' : 'take'} as much as comes: without a prefetch limit one can hold everything.`;
    found.push({ rule: 'no-prefetch', sentence, rowId: queue });
  }
  if (deprecated.length > 0) {
    const sentence = `In use, and going to be removed from the broker: ${deprecated.join(', ')}.`;
    found.push({ rule: 'deprecated', sentence });
  }
  return found;
}
