import type { BusEvent } from '../../shared/bus/bus-event';
import { type Measure, type MetricsSample, measures, type TopicMetrics } from '../../shared/window/metrics';
import type { Dispose } from '../bus/emitter';
import { LatencyWindow } from './latency-window';

/** Samples that are kept: a quarter of an hour. */
const kept = 900;
const everyMs = 1000;

class Tally {
  readonly counts: Record<Measure, number> = { published: 0, delivered: 0, failed: 0, retried: 0, dead: 0 };
  readonly latency = new LatencyWindow();

  get quiet(): boolean {
    return this.latency.count === 0 && measures.every((measure) => this.counts[measure] === 0);
  }

  /** What was counted since the last take. */
  take(): TopicMetrics {
    const latency = this.latency.summary();
    const metrics = { ...this.counts, ...(latency === undefined ? {} : { latency }) };
    for (const measure of measures) this.counts[measure] = 0;
    this.latency.turn();
    return metrics;
  }
}

/**
 * What happened each second, by topic. Kept here and not in the window: the charts have a past when they are first
 * looked at, and cost the window nothing while they are not.
 */
export class Metrics {
  readonly #all = new Tally();
  readonly #topics = new Map<string, Tally>();
  #samples: MetricsSample[] = [];
  #takenAt = performance.now();

  add(event: BusEvent): void {
    const measure = measureOf[event.type];
    if (!('topic' in event) || (measure === undefined && event.type !== 'acked')) return;
    const { topic } = event;
    let tally = this.#topics.get(topic);
    if (tally === undefined) {
      tally = new Tally();
      this.#topics.set(topic, tally);
    }
    if (measure !== undefined) {
      tally.counts[measure] += 1;
      this.#all.counts[measure] += 1;
    }
    if (event.type === 'acked' && event.latencyMs !== undefined) {
      tally.latency.add(event.latencyMs);
      this.#all.latency.add(event.latencyMs);
    }
  }

  /** The samples after this time. */
  since(at: number): readonly MetricsSample[] {
    const first = this.#samples.findIndex((sample) => sample.at > at);
    return first < 0 ? [] : this.#samples.slice(first);
  }

  /** Begins to sample; returns what ends it. */
  start(): Dispose {
    const timer = setInterval(() => this.sample(Date.now(), performance.now()), everyMs);
    return () => clearInterval(timer);
  }

  sample(at: number, monotonic: number): void {
    const seconds = Math.max(0.001, (monotonic - this.#takenAt) / 1000);
    this.#takenAt = monotonic;
    const topics = new Map<string, TopicMetrics>();
    for (const [topic, tally] of this.#topics) {
      // A quiet topic costs nothing until something happens there again.
      if (tally.quiet) this.#topics.delete(topic);
      else topics.set(topic, tally.take());
    }
    this.#samples.push({ at, seconds, all: this.#all.take(), topics });
    if (this.#samples.length > kept * 1.25) this.#samples = this.#samples.slice(-kept);
  }
}

const measureOf: Partial<Record<BusEvent['type'], Measure>> = {
  // Only what the broker took: a refused message was published to nobody.
  confirmed: 'published',
  delivered: 'delivered',
  failed: 'failed',
  retryScheduled: 'retried',
  deadLettered: 'dead',
  retryReturned: 'dead',
};
