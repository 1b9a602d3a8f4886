import { NativeSelect } from '@mantine/core';
import { maxRetryDelayMs, type RetryDelay, type RetryPolicy } from '../../shared/bus/connection';
import { NumberField, type NumberFieldProps } from '../format/number-field';
import classes from './retry.module.css';

interface RetryPolicyFieldsProps {
  readonly retry: RetryPolicy;
  readonly onChange: (retry: RetryPolicy) => void;
}

/** What a kind of delay begins with. */
const firstDelays: Record<RetryDelay['type'], RetryDelay> = {
  immediate: { type: 'immediate' },
  fixed: { type: 'fixed', ms: 1000 },
  exponential: { type: 'exponential', first: 1000, factor: 2, max: 60_000, jitter: 0 },
};

const isDelayType = (type: string): type is RetryDelay['type'] => Object.hasOwn(firstDelays, type);

/** How often a message that failed is tried again, and after which pauses. */
export function RetryPolicyFields({ retry, onChange }: RetryPolicyFieldsProps) {
  const { maxRetries, delay } = retry;
  const setDelay = (changed: RetryDelay) => onChange({ ...retry, delay: changed });
  return (
    <div className={classes.fields}>
      <NumberField
        label="Retries after a failure"
        testId="retry-max"
        min={0}
        max={100}
        value={maxRetries}
        onChange={(value) => onChange({ ...retry, maxRetries: value })}
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
      {delay.type === 'fixed' && (
        <MsField
          label="Delay, ms"
          testId="retry-ms"
          value={delay.ms}
          onChange={(ms) => setDelay({ ...delay, ms })}
        />
      )}
      {delay.type === 'exponential' && (
        <>
          <MsField
            label="First, ms"
            testId="retry-ms"
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
          <MsField
            label="Longest, ms"
            testId="retry-longest"
            value={delay.max}
            onChange={(max) => setDelay({ ...delay, max })}
          />
          <NumberField
            label="Jitter, %"
            testId="retry-jitter"
            min={0}
            max={100}
            value={Math.round(delay.jitter * 100)}
            onChange={(percent) => setDelay({ ...delay, jitter: percent / 100 })}
          />
        </>
      )}
    </div>
  );
}

function MsField(props: Omit<NumberFieldProps, 'min' | 'max'>) {
  return <NumberField {...props} min={1} max={maxRetryDelayMs} />;
}
