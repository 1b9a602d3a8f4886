import { z } from 'zod';

/** What the charts draw, per topic. Each counts what happened between two samples. */
export const measures = ['published', 'delivered', 'failed', 'retried', 'dead'] as const;
export type Measure = (typeof measures)[number];

/** From publish to ack, ms, over the last {@link latencyWindowSeconds}. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export const latencyWindowSeconds = 10;

export type TopicMetrics = Readonly<Record<Measure, number>> & { readonly latency?: Latency };

/** What happened in one interval, about a second long. */
export interface MetricsSample {
  /** The interval's end, ms since the epoch. */
  readonly at: number;
  /** The interval's length: a late timer must not make a rate larger. */
  readonly seconds: number;
  readonly all: TopicMetrics;
  /** The topics on which anything happened. A map, since a topic may be called `__proto__`. */
  readonly topics: ReadonlyMap<string, TopicMetrics>;
}

export const metricsRequests = {
  /** The samples after a time, the oldest first; all that are kept with 0. */
  metrics: z.object({ since: z.number().min(0) }),
} as const;

export interface MetricsResponses {
  metrics: readonly MetricsSample[];
}
