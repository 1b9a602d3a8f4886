import { SubscriberMark } from '../badges/subscriber-badge';
import { clock, duration } from '../format/time';
import type { TraceStep } from '../format/trace-steps';
import { VisibleText } from '../format/visible-text';
import { Empty } from '../layout/empty';
import { StepButton } from './step-button';
import classes from './trace.module.css';

/** The steps in order, each with its time since the first. */
export function Steps({ steps, loading }: { steps: readonly TraceStep[]; loading: boolean }) {
  const first = steps[0];
  if (first === undefined) {
    return <Empty>{loading ? 'Looking it up…' : 'Nothing is known of this message any more.'}</Empty>;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by the keyboard
    <ol className={classes.steps} aria-label="Steps" tabIndex={0}>
      {steps.map((step, index) => (
        <Step
          key={step.seq}
          step={step}
          sinceFirst={index === 0 ? undefined : step.at - first.at}
          isNewAttempt={startsAttempt(steps, index)}
        />
      ))}
    </ol>
  );
}

/** A delivery after the first one begins a new stretch of the message's life. */
function startsAttempt(steps: readonly TraceStep[], index: number): boolean {
  return (
    index > 0 && steps[index]?.type === 'delivered' && steps[index]?.attempt !== steps[index - 1]?.attempt
  );
}

interface StepProps {
  readonly step: TraceStep;
  /** Absent for the first step, which says when it all began. */
  readonly sinceFirst: number | undefined;
  readonly isNewAttempt: boolean;
}

function Step({ step, sinceFirst, isNewAttempt }: StepProps) {
  const { icon: StepIcon, subscriber } = step;
  return (
    <li
      className={classes.step}
      data-testid="trace-step"
      data-type={step.type}
      data-attempt={step.attempt}
      data-subscriber={subscriber?.name}
      data-tone={step.tone}
      data-new-attempt={isNewAttempt || undefined}
    >
      <time className={classes.since} title={clock(step.at)}>
        {sinceFirst === undefined ? clock(step.at) : `+${duration(sinceFirst)}`}
      </time>
      <span className={classes.dot}>
        <StepIcon size={13} stroke={2} aria-hidden />
      </span>
      <div className={classes.what} data-selectable>
        <span className={classes.stepTitle}>
          <StepButton step={step}>
            <VisibleText text={step.title} />
          </StepButton>
        </span>
        {step.attempt !== undefined && <span className={classes.attempt}>#{step.attempt}</span>}
        {subscriber !== undefined && (
          <span className={classes.who}>
            <SubscriberMark subscriberId={subscriber.id} />
            <span>
              <VisibleText text={subscriber.name} />
            </span>
          </span>
        )}
        {step.notes.length > 0 && <span className={classes.notes}>{step.notes.join(' · ')}</span>}
        {step.error !== undefined && (
          <p className={classes.error}>
            <VisibleText text={step.error} />
          </p>
        )}
      </div>
    </li>
  );
}
