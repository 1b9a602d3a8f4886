import type { SmallCurve } from '../../shared/window/broker-view';
import classes from './broker.module.css';

const width = 72;
const height = 18;

/** What came in and went out over the last minutes: in is the solid line, out the dashed one. */
export function SmallCurveView({ curve }: { curve: SmallCurve | undefined }) {
  if (curve === undefined) return null;
  const most = Math.max(...[...curve.in, ...curve.out].map((value) => value ?? 0));
  return (
    <svg className={classes.curve} viewBox={`0 0 ${width} ${height}`} aria-hidden focusable="false">
      <polyline points={pointsOf(curve.in, most)} data-line="in" />
      <polyline points={pointsOf(curve.out, most)} data-line="out" />
    </svg>
  );
}

/** From the right: what is newest stands at the edge. */
function pointsOf(values: readonly (number | null)[], most: number): string {
  const step = width / 29;
  return values
    .map((value, nth) => {
      const x = width - (values.length - 1 - nth) * step;
      const y = height - 1 - ((value ?? 0) / most) * (height - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
