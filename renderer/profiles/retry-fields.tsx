import type { RetryPolicy } from '../../shared/bus/connection';
import { maxPrefetch } from '../../shared/bus/limits';
import { NumberField } from '../format/number-field';
import { RetryPolicyFields } from '../retry/retry-policy-fields';
import classes from './profiles.module.css';

interface RetryFieldsProps {
  readonly retry: RetryPolicy;
  readonly prefetch: number;
  readonly onRetry: (retry: RetryPolicy) => void;
  readonly onPrefetch: (prefetch: number) => void;
}

/** What becomes of a message that failed, and what a new subscriber begins with. */
export function RetryFields({ retry, prefetch, onRetry, onPrefetch }: RetryFieldsProps) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>Retries</legend>
      <RetryPolicyFields retry={retry} onChange={onRetry} />
      <div className={classes.triple}>
        <NumberField
          label="Prefetch"
          testId="prefetch"
          min={1}
          max={maxPrefetch}
          value={prefetch}
          onChange={onPrefetch}
        />
      </div>
    </fieldset>
  );
}
