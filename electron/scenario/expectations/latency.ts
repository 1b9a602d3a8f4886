import type { Expected } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import { formatDuration } from '../../../shared/scenario/words';
import type { Picture } from '../picture';

const shares = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;
type Name = keyof typeof shares;

/** From publish to ack, of what this scenario sent. */
export function judgeLatency(what: Expected<'latency'>, { latencies }: Picture): Verdict {
  const values = latencies
    .filter(({ topic }) => what.topic === undefined || topic === what.topic)
    .map(({ ms }) => ms)
    .toSorted((one, other) => one - other);
  const bounds = (Object.keys(shares) as Name[]).flatMap((name) => {
    const most = what[name];
    return most === undefined ? [] : [{ name, most, ms: percentile(values, shares[name]) }];
  });
  const tooLate = bounds.some(({ most, ms }) => ms > most);
  return {
    // A percentile may become better with more messages, the largest never does.
    state: values.length === 0 ? 'waiting' : tooLate ? (isMaxBroken(bounds) ? 'broken' : 'waiting') : 'held',
    expected: bounds.map(({ name, most }) => `${name} within ${formatDuration(most)}`).join(', '),
    seen:
      values.length === 0
        ? 'nothing was acked'
        : bounds.map(({ name, ms }) => `${name} ${formatDuration(ms)}`).join(', '),
    messages: [],
  };
}

const isMaxBroken = (bounds: readonly { name: Name; most: number; ms: number }[]): boolean =>
  bounds.some(({ name, most, ms }) => name === 'max' && ms > most);

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
