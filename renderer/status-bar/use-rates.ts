import { useEffect, useState } from 'react';
import { useBusdeckStore } from '../store/react';
import type { BusdeckState } from '../store/store';

export interface Rates {
  readonly published: number;
  readonly delivered: number;
  readonly failed: number;
}

const everyMs = 1000;

/** How much happened in the last second, from the exact counters. */
export function useRates(): Rates {
  const store = useBusdeckStore();
  const [rates, setRates] = useState<Rates>({ published: 0, delivered: 0, failed: 0 });
  useEffect(() => {
    let before = totals(store.getState());
    let beforeAt = performance.now();
    const timer = setInterval(() => {
      const now = totals(store.getState());
      const seconds = (performance.now() - beforeAt) / 1000;
      // A timer that fires late must not make the numbers larger; a new connection starts below the old totals.
      const perSecond = (field: keyof Rates) =>
        Math.max(0, Math.round((now[field] - before[field]) / seconds));
      const next = {
        published: perSecond('published'),
        delivered: perSecond('delivered'),
        failed: perSecond('failed'),
      };
      setRates((last) => (isSame(last, next) ? last : next));
      before = now;
      beforeAt = performance.now();
    }, everyMs);
    return () => clearInterval(timer);
  }, [store]);
  return rates;
}

function totals({ counts }: BusdeckState): Rates {
  let published = 0;
  let delivered = 0;
  let failed = 0;
  for (const topic of counts.topics.values()) {
    published += topic.published + topic.broadcast;
    delivered += topic.delivered;
    failed += topic.failed;
  }
  return { published, delivered, failed };
}

function isSame(a: Rates, b: Rates): boolean {
  return a.published === b.published && a.delivered === b.delivered && a.failed === b.failed;
}
