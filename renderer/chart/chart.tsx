import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import classes from './chart.module.css';

export interface ChartLine {
  readonly label: string;
  /** A name of tokens.css. */
  readonly colour: string;
  /** Lines are told apart by more than their colour. */
  readonly dash?: number[];
}

/** Seconds since the epoch, then a row of values for each line; null is a gap. */
export type ChartData = uPlot.AlignedData;

interface ChartProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly data: ChartData;
  /** A value of the axis or the legend in words. */
  readonly format: (value: number) => string;
}

/** A live chart. It is made anew when the theme changes, and takes in new data and sizes as it stands. */
export function Chart({ title, lines, data, format }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef(data);
  const scheme = useComputedColorScheme();
  const { ref, width, height } = useElementSize();
  latest.current = data;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read from the page when it changes
  useEffect(() => {
    if (host.current === null) return;
    const chart = new uPlot(options(lines, format), latest.current, host.current);
    plot.current = chart;
    showLatest(chart);
    return () => {
      plot.current = null;
      chart.destroy();
    };
  }, [lines, format, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was made anew has no size yet
  useEffect(() => {
    const chart = plot.current;
    if (chart === null || width === 0 || height === 0) return;
    // At its new width first, since the legend below may then take more lines.
    chart.setSize({ width, height: 60 });
    const legend = chart.root.querySelector<HTMLElement>('.u-legend')?.offsetHeight ?? 0;
    chart.setSize({ width, height: Math.max(60, height - legend) });
  }, [width, height, scheme, lines, format]);

  useEffect(() => {
    plot.current?.setData(data);
    showLatest(plot.current);
  }, [data]);

  return (
    <figure className={classes.chart} aria-label={title}>
      <figcaption className={classes.title}>{title}</figcaption>
      <div ref={ref} className={classes.plot}>
        <div ref={host} />
      </div>
    </figure>
  );
}

/** The legend tells the newest values, until the pointer asks for others. */
function showLatest(chart: uPlot | null): void {
  if (chart === null || (chart.cursor.left ?? -1) >= 0) return;
  const idx = chart.data[0].length - 1;
  if (idx >= 0) chart.setLegend({ idx }, false);
}

function options(lines: readonly ChartLine[], format: (value: number) => string): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.getPropertyValue('--font-text')}`;
  const axis = {
    stroke: colour('--ink-muted'),
    font,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: 300,
    height: 120,
    // Each drawing begins with an empty legend.
    hooks: { draw: [showLatest] },
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true, isolate: false },
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 0) * 1.1)] } },
    axes: [
      { ...axis, size: 24, space: 64, values: (_plot, splits) => splits.map(timeOfDay) },
      { ...axis, size: 56, space: 26, values: (_plot, splits) => splits.map(format) },
    ],
    series: [
      { label: 'Time', value: (_plot, value) => (value === null ? '–' : timeOfDay(value)) },
      ...lines.map(({ label, colour: name, dash }) => ({
        label,
        stroke: colour(name),
        width: 1.5,
        ...(dash === undefined ? {} : { dash }),
        points: { show: false },
        value: (_plot: uPlot, value: number | null) => (value === null ? '–' : format(value)),
      })),
    ],
  };
}

function timeOfDay(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}
