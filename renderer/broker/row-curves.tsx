import { useMemo } from 'react';
import type { RowCurves } from '../../shared/window/broker-view';
import type { ChartData, ChartLine } from '../chart/chart';
import { count, rate } from '../format/numbers';
import { lazily } from '../layout/lazily';
import classes from './broker.module.css';

const Chart = lazily(() => import('../chart/chart').then((m) => m.Chart));

const rateLines: readonly ChartLine[] = [
  { label: 'in', colour: '--ink-active' },
  { label: 'out', colour: '--ink-good', dash: [6, 3] },
];
const waitLines: readonly ChartLine[] = [
  { label: 'ready', colour: '--ink-warning' },
  { label: 'unanswered', colour: '--ink-bad', dash: [6, 3] },
];

const perSecond = (value: number) => `${rate(value)}/s`;
/** Between two messages there is none. */
const whole = (value: number) => (Number.isInteger(value) ? count(value) : '');

/** The last hour of a row, as far as Busdeck looked. */
export function RowCurvesView({ curves }: { curves: RowCurves }) {
  const { at, ready, unanswered } = curves;
  const seconds = useMemo(() => at.map((ms) => ms / 1000), [at]);
  const rates = useMemo((): ChartData => [seconds, [...curves.in], [...curves.out]], [seconds, curves]);
  const waits = useMemo(
    (): ChartData => [seconds, [...ready], [...unanswered]],
    [seconds, ready, unanswered],
  );
  // One point is no curve.
  if (at.length < 2) return null;
  return (
    <div className={classes.curves} data-testid="broker-curves" data-points={at.length}>
      <Chart title="Messages per second" lines={rateLines} data={rates} format={perSecond} />
      <Chart title="Messages waiting" lines={waitLines} data={waits} format={whole} />
    </div>
  );
}
