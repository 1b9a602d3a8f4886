/** One way to do the work: does so many and tells how many per second. */
export interface Contender {
  readonly name: string;
  readonly run: (count: number) => Promise<number>;
}

export interface Comparison {
  readonly what: string;
  /** Work done in each run. */
  readonly count: number;
  readonly ours: Contender;
  readonly theirs: Contender;
  /** At least this many times as fast as theirs. Without one it is measured for information. */
  readonly budget?: number;
}

export interface Measured {
  readonly what: string;
  /** Per second, medians. */
  readonly ours: number;
  readonly theirs: number;
  /** The median of the rounds' own ratios: both sides of one round met the same machine. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  readonly budget?: number;
}

/** One after the other, and the other way round in the next round, so that neither always profits from the order. */
export async function compare(comparison: Comparison, rounds: number): Promise<Measured> {
  const { what, count, ours, theirs, budget } = comparison;
  // Warm-up: the first run pays for compiling.
  for (const contender of [ours, theirs]) await contender.run(Math.ceil(count / 2));
  const rates: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await ours.run(count);
      rates.push({ ours: first, theirs: await theirs.run(count) });
    } else {
      const first = await theirs.run(count);
      rates.push({ ours: await ours.run(count), theirs: first });
    }
  }
  const ratios = rates.map((rate) => rate.ours / rate.theirs);
  return {
    what,
    ours: median(rates.map((rate) => rate.ours)),
    theirs: median(rates.map((rate) => rate.theirs)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    ...(budget === undefined ? {} : { budget }),
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Per second, since a `performance.now()`. */
export function rate(count: number, startedAt: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}

/** So many at a time, until all are done. */
export async function inWindow(count: number, window: number, act: () => Promise<unknown>): Promise<void> {
  let left = count;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await act();
    }
  };
  await Promise.all(Array.from({ length: window }, work));
}
