import { type Measure, type MetricsSample, measures, type TopicMetrics } from '../../shared/window/metrics';
import type { ChartData } from '../chart/chart';

/** `undefined` is all topics together. */
export type TopicChoice = string | undefined;

const quiet: TopicMetrics = { published: 0, delivered: 0, failed: 0, retried: 0, dead: 0 };

function metricsOf({ all, topics }: MetricsSample, topic: TopicChoice): TopicMetrics {
  return topic === undefined ? all : (topics.get(topic) ?? quiet);
}

/** Seconds since the epoch, then a row for each measure, a second. */
export function rateData(samples: readonly MetricsSample[], topic: TopicChoice): ChartData {
  const perSecond = (measure: Measure) =>
    samples.map((sample) => metricsOf(sample, topic)[measure] / sample.seconds);
  return [samples.map(({ at }) => at / 1000), ...measures.map(perSecond)];
}

/** Seconds since the epoch, then p50, p95 and p99 in ms; a gap where nothing was acked. */
export function latencyData(samples: readonly MetricsSample[], topic: TopicChoice): ChartData {
  const row = (name: 'p50' | 'p95' | 'p99') =>
    samples.map((sample) => metricsOf(sample, topic).latency?.[name] ?? null);
  return [samples.map(({ at }) => at / 1000), row('p50'), row('p95'), row('p99')];
}

/** The newest latency there is. */
export function latestLatency(samples: readonly MetricsSample[], topic: TopicChoice) {
  const last = samples.at(-1);
  return last === undefined ? undefined : metricsOf(last, topic).latency;
}
