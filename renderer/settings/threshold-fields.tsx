import { defaultThresholds, type Thresholds, thresholdFields } from '../../shared/window/thresholds';
import { NumberField } from '../format/number-field';
import classes from './settings.module.css';

const words: Record<keyof Thresholds, string> = {
  blackHoleSeconds: 'Consumers that answer nothing, after so many seconds',
  growingSeconds: 'A backlog that grows over so many seconds',
  growingBy: '… by so many messages',
  againPercent: 'Delivered again, of what goes out, percent',
  againPerSecond: '… and so many per second',
  memoryPercent: 'Memory of a node, percent of its limit',
  diskTimes: 'Disk of a node, times its limit',
};

interface ThresholdFieldsProps {
  readonly thresholds: Thresholds;
  readonly onChange: (thresholds: Thresholds) => void;
}

/** From when on something on a broker is told as a finding. */
export function ThresholdFields({ thresholds, onChange }: ThresholdFieldsProps) {
  const names = Object.keys(defaultThresholds) as (keyof Thresholds)[];
  return (
    <div className={classes.thresholds}>
      {names.map((name) => (
        <NumberField
          key={name}
          testId={`threshold-${name}`}
          label={words[name]}
          min={thresholdFields[name].minValue ?? 0}
          max={thresholdFields[name].maxValue ?? 1_000_000}
          decimals={name === 'againPerSecond' || name === 'diskTimes'}
          value={thresholds[name]}
          onChange={(value) => onChange({ ...thresholds, [name]: value })}
        />
      ))}
    </div>
  );
}
