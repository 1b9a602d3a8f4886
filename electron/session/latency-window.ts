import { type Latency, latencyWindowSeconds } from '../../shared/window/metrics';

/** Each bucket is a tenth wider than the one below: a percentile is off by 5 % at most. */
const growth = 1.1;
const smallestMs = 0.01;
/** Reaches a day. */
const buckets = Math.ceil(Math.log(86_400_000 / smallestMs) / Math.log(growth)) + 1;

/** How long things took over the last seconds, in a histogram of fixed size however many there were. */
export class LatencyWindow {
  readonly #turns: Uint32Array[] = Array.from(
    { length: latencyWindowSeconds },
    () => new Uint32Array(buckets),
  );
  readonly #counts = new Array<number>(latencyWindowSeconds).fill(0);
  #now = 0;

  add(ms: number): void {
    const turn = this.#turns[this.#now];
    if (turn === undefined || !Number.isFinite(ms)) return;
    const at = bucketOf(ms);
    turn[at] = (turn[at] ?? 0) + 1;
    this.#counts[this.#now] = (this.#counts[this.#now] ?? 0) + 1;
  }

  /** A second is over: what is older than the window is forgotten. */
  turn(): void {
    this.#now = (this.#now + 1) % latencyWindowSeconds;
    this.#turns[this.#now]?.fill(0);
    this.#counts[this.#now] = 0;
  }

  get count(): number {
    return this.#counts.reduce((sum, each) => sum + each, 0);
  }

  /** `undefined` when nothing happened within the window. */
  summary(): Latency | undefined {
    const { count } = this;
    if (count === 0) return undefined;
    const merged = new Uint32Array(buckets);
    this.#turns.forEach((turn, index) => {
      if (this.#counts[index] === 0) return;
      for (let at = 0; at < buckets; at += 1) merged[at] = (merged[at] ?? 0) + (turn[at] ?? 0);
    });
    const at = (share: number) => valueAt(merged, Math.max(1, Math.ceil(count * share)));
    return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}

function bucketOf(ms: number): number {
  if (ms <= smallestMs) return 0;
  return Math.min(buckets - 1, Math.ceil(Math.log(ms / smallestMs) / Math.log(growth)));
}

/** The middle of the bucket in which the value of this rank lies. */
function valueAt(merged: Uint32Array, rank: number): number {
  let seen = 0;
  for (let at = 0; at < buckets; at += 1) {
    seen += merged[at] ?? 0;
    if (seen >= rank) return smallestMs * growth ** (at - 0.5);
  }
  return 0;
}
