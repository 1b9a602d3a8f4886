import { NativeSelect, NumberInput } from '@mantine/core';
import { maxRetryDelayMs, type RetryDelay, type RetryPolicy } from '../../shared/connection';
import classes from './profiles.module.css';

interface RetryFieldsProps {
  readonly retry: RetryPolicy;
  readonly prefetch: number;
  readonly onRetry: (retry: RetryPolicy) => void;
  readonly onPrefetch: (prefetch: number) => void;
}

/** What a kind of delay begins with. */
const firstDelays: Record<RetryDelay['type'], RetryDelay> = {
  immediate: { type: 'immediate' },
  fixed: { type: 'fixed', ms: 1000 },
  exponential: { type: 'exponential', first: 1000, factor: 2, max: 60_000, jitter: 0 },
};

const isDelayType = (type: string): type is RetryDelay['type'] => Object.hasOwn(firstDelays, type);

/** What becomes of a message that failed, and what a new subscriber begins with. */
export function RetryFields({ retry, prefetch, onRetry, onPrefetch }: RetryFieldsProps) {
  const { maxRetries, delay } = retry;
  const setDelay = (changed: RetryDelay) => onRetry({ ...retry, delay: changed });
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>Retries</legend>
      <div className={classes.triple}>
        <NumberField
          label="Retries after a failure"
          testId="retry-max"
          min={0}
          max={100}
          value={maxRetries}
          onChange={(value) => onRetry({ ...retry, maxRetries: value })}
        />
        <NativeSelect
          label="Delay before each"
          data-testid="retry-delay"
          data={[
            { value: 'immediate', label: 'None' },
            { value: 'fixed', label: 'Fixed' },
            { value: 'exponential', label: 'Growing' },
          ]}
          value={delay.type}
          onChange={(event) => {
            const type = event.currentTarget.value;
            if (isDelayType(type)) setDelay(firstDelays[type]);
          }}
        />
        <NumberField
          label="Prefetch"
          testId="prefetch"
          min={1}
          max={65_535}
          value={prefetch}
          onChange={onPrefetch}
        />
      </div>
      {delay.type === 'fixed' && (
        <div className={classes.triple}>
          <MsField label="Delay, ms" value={delay.ms} onChange={(ms) => setDelay({ ...delay, ms })} />
        </div>
      )}
      {delay.type === 'exponential' && (
        <div className={classes.triple}>
          <MsField
            label="First, ms"
            value={delay.first}
            onChange={(first) => setDelay({ ...delay, first })}
          />
          <NumberField
            label="Times each"
            testId="retry-factor"
            min={1}
            max={10}
            decimals
            value={delay.factor}
            onChange={(factor) => setDelay({ ...delay, factor })}
          />
          <MsField label="Longest, ms" value={delay.max} onChange={(max) => setDelay({ ...delay, max })} />
        </div>
      )}
    </fieldset>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly testId: string;
  readonly min: number;
  readonly max: number;
  readonly decimals?: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, testId, min, max, decimals = false, value, onChange }: NumberFieldProps) {
  return (
    <NumberInput
      label={label}
      data-testid={testId}
      min={min}
      max={max}
      allowDecimal={decimals}
      allowNegative={false}
      value={value}
      onChange={(changed) => {
        if (typeof changed === 'number' && changed >= min && changed <= max) onChange(changed);
      }}
    />
  );
}

function MsField(props: { label: string; value: number; onChange: (value: number) => void }) {
  return <NumberField {...props} testId="retry-ms" min={1} max={maxRetryDelayMs} />;
}
