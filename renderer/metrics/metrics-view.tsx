import { ActionIcon, Modal, NativeSelect, Tooltip } from '@mantine/core';
import { IconArrowsMaximize } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ChartLine } from '../chart/chart';
import { plural, rate } from '../format/numbers';
import { duration } from '../format/time';
import { visible } from '../format/visible-text';
import { Empty } from '../layout/empty';
import { lazily } from '../layout/lazily';
import { useBusdeck } from '../store/react';
import { latencyData, latestLatency, rateData } from './chart-data';
import classes from './metrics.module.css';
import { TopicTable } from './topic-table';
import { useSamples } from './use-samples';

const Chart = lazily(() => import('../chart/chart').then((m) => m.Chart));

/** In the order of `measures`. */
const rateLines: readonly ChartLine[] = [
  { label: 'published', colour: '--ink-active' },
  { label: 'delivered', colour: '--ink-good' },
  { label: 'failed', colour: '--ink-bad', dash: [6, 3] },
  { label: 'retried', colour: '--ink-warning', dash: [3, 3] },
  { label: 'dead', colour: '--ink-dead', dash: [8, 3, 2, 3] },
];

const latencyLines: readonly ChartLine[] = [
  { label: 'p50', colour: '--ink-good' },
  { label: 'p95', colour: '--ink-warning', dash: [6, 3] },
  { label: 'p99', colour: '--ink-bad', dash: [3, 3] },
];

const ranges = [
  { value: '60', label: '1 minute' },
  { value: '300', label: '5 minutes' },
  { value: '900', label: '15 minutes' },
];

const perSecond = (value: number) => `${rate(value)}/s`;

/** Live charts of what happens, and all counts by topic. Small beside the panes, or large over the window. */
export function MetricsView() {
  const [large, setLarge] = useState(false);
  return (
    <>
      {!large && <Metrics onLarge={() => setLarge(true)} />}
      <Modal
        opened={large}
        onClose={() => setLarge(false)}
        title="Metrics"
        size="calc(100vw - 64px)"
        closeButtonProps={{ 'aria-label': 'Close the metrics' }}
      >
        <div className={classes.large}>{large && <Metrics />}</div>
      </Modal>
    </>
  );
}

function Metrics({ onLarge }: { onLarge?: () => void }) {
  const topics = useBusdeck((s) => s.counts.topics);
  const [topic, setTopic] = useState<string>();
  const [range, setRange] = useState('60');
  const all = useSamples();
  const samples = useMemo(() => {
    const from = (all.at(-1)?.at ?? 0) - Number(range) * 1000;
    return all.filter(({ at }) => at >= from);
  }, [all, range]);
  const rates = useMemo(() => rateData(samples, topic), [samples, topic]);
  const latencies = useMemo(() => latencyData(samples, topic), [samples, topic]);
  const latency = latestLatency(samples, topic);

  if (topics.size === 0) {
    return <Empty>Nothing has happened yet. Publish a message to see the metrics.</Empty>;
  }
  return (
    <div className={classes.metrics} data-testid="metrics">
      <div className={classes.bar}>
        <NativeSelect
          aria-label="Topic of the charts"
          data-testid="metrics-topic"
          className={classes.topic}
          value={topic ?? ''}
          onChange={(event) => setTopic(event.currentTarget.value || undefined)}
          data={[
            { value: '', label: 'All topics' },
            ...[...topics.keys()].sort().map((name) => ({ value: name, label: visible(name) })),
          ]}
        />
        <NativeSelect
          aria-label="Time of the charts"
          value={range}
          onChange={(event) => setRange(event.currentTarget.value)}
          data={ranges}
        />
        {onLarge !== undefined && (
          <Tooltip label="Show the metrics large">
            <ActionIcon aria-label="Show the metrics large" onClick={onLarge}>
              <IconArrowsMaximize size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <div className={classes.charts}>
        <Chart title="Messages per second" lines={rateLines} data={rates} format={perSecond} />
        <Chart title="From publish to ack" lines={latencyLines} data={latencies} format={duration} />
      </div>
      <p
        className={classes.latency}
        data-testid="latency"
        data-count={latency?.count ?? 0}
        data-p50={latency?.p50 ?? ''}
        data-p99={latency?.p99 ?? ''}
      >
        {latency === undefined
          ? 'No acks in the last 10 seconds.'
          : `Last 10 seconds: ${plural(latency.count, 'ack')}, p50 ${duration(latency.p50)}, p95 ${duration(latency.p95)}, p99 ${duration(latency.p99)}.`}
      </p>
      <TopicTable />
    </div>
  );
}
