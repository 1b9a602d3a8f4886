import { describe, expect, it } from 'vitest';
import { LatencyWindow } from '../../electron/session/latency-window';
import { Metrics } from '../../electron/session/metrics';
import { latencyWindowSeconds } from '../../shared/window/metrics';
import { acked, delivered, failed, message } from '../store/events';

const near = (value: number | undefined, wanted: number) => {
  expect((value ?? 0) / wanted).toBeGreaterThan(0.94);
  expect((value ?? 0) / wanted).toBeLessThan(1.06);
};

describe('latencies', () => {
  it('have percentiles within a twentieth', () => {
    const window = new LatencyWindow();
    for (let ms = 1; ms <= 1000; ms += 1) window.add(ms);
    const summary = window.summary();
    expect(summary?.count).toBe(1000);
    near(summary?.p50, 500);
    near(summary?.p95, 950);
    near(summary?.p99, 990);
  });

  it('are forgotten after the window, and not before', () => {
    const window = new LatencyWindow();
    window.add(5);
    for (let turn = 1; turn < latencyWindowSeconds; turn += 1) window.turn();
    near(window.summary()?.p50, 5);
    window.turn();
    expect(window.summary()).toBeUndefined();
  });

  it('of any length have a place', () => {
    const window = new LatencyWindow();
    for (const ms of [0, -1, 1e12, Number.NaN]) window.add(ms);
    expect(window.summary()?.count).toBe(3);
  });
});

describe('metrics', () => {
  it('count as published what the broker took, and nothing that it refused', () => {
    const metrics = new Metrics();
    const stamp = { seq: 1, at: 0 };
    const about = { messageId: 'm', topic: 'orders', verb: 'publish' as const };
    const error = { code: 'overloaded' as const, message: 'Its queue is full.' };
    for (let n = 0; n < 3; n += 1) metrics.add({ type: 'published', ...stamp, message: message('m') });
    metrics.add({ type: 'confirmed', ...stamp, ...about, latencyMs: 1 });
    metrics.add({ type: 'confirmed', ...stamp, ...about, latencyMs: 1 });
    metrics.add({ type: 'publishFailed', ...stamp, ...about, error });
    metrics.sample(1000, performance.now());
    expect(metrics.since(0)[0]?.all.published).toBe(2);
  });

  it('are counted by topic and interval, and only where something happened', () => {
    const metrics = new Metrics();
    metrics.add(delivered('1'));
    metrics.add(failed('1'));
    metrics.add(delivered('2'));
    const ack = acked('2');
    metrics.add(ack.type === 'acked' ? { ...ack, latencyMs: 10 } : ack);
    metrics.sample(1000, performance.now());
    for (let second = 2; second < 20; second += 1) metrics.sample(second * 1000, performance.now());
    const [first, second, ...rest] = metrics.since(0);
    expect(first?.topics.get('orders')).toMatchObject({ delivered: 2, failed: 1, latency: { count: 1 } });
    expect(second?.all).toMatchObject({ delivered: 0, latency: { count: 1 } });
    expect(rest.at(-1)?.topics.size).toBe(0);
    expect(rest.at(-1)?.all.latency).toBeUndefined();
    expect(metrics.since(18_000)).toHaveLength(1);
  });
});
