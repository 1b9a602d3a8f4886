import { NativeSelect } from '@mantine/core';
import { delaysNote } from '../format/capability-words';
import { visible } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import { type RetryChoice, type RetrySource, withSource } from '../store/retry-choice';
import classes from './retry.module.css';
import { RetryPolicyFields } from './retry-policy-fields';
import { retryWords } from './retry-words';

interface RetryChoiceFieldsProps {
  readonly topic: string;
  readonly choice: RetryChoice;
  /** Whose own policy it may be: `this subscriber`. */
  readonly whose: string;
  readonly onChange: (choice: RetryChoice) => void;
}

const sources: readonly RetrySource[] = ['connection', 'topic', 'subscriber'];
const isSource = (text: string): text is RetrySource => sources.some((source) => source === text);

/** Whose retry policy holds, and what it says. */
export function RetryChoiceFields({ topic, choice, whose, onChange }: RetryChoiceFieldsProps) {
  const session = useBusdeck((s) => s.session);
  const { delay } = choice.from === 'connection' ? session.retry : choice.policy;
  const note = delay.type === 'immediate' ? undefined : delaysNote(session.connection.capabilities);
  const labels: Record<RetrySource, string> = {
    // For one topic there is one answer: what its own said is forgotten.
    connection: session.retryByTopic.has(topic)
      ? `As the connection says, for all of ${visible(topic)}`
      : 'As the connection says',
    topic: topic === '' ? 'For the whole topic' : `For all of ${visible(topic)}`,
    subscriber: `For ${whose} only`,
  };
  return (
    <div className={classes.choice}>
      <NativeSelect
        label="Retries"
        data-testid="retry-from"
        data={sources.map((source) => ({ value: source, label: labels[source] }))}
        value={choice.from}
        onChange={(event) => {
          const from = event.currentTarget.value;
          if (isSource(from)) onChange(withSource(choice, from, session, topic));
        }}
      />
      {choice.from === 'connection' ? (
        <p className={classes.words}>{retryWords(session.retry)}</p>
      ) : (
        <RetryPolicyFields retry={choice.policy} onChange={(policy) => onChange({ ...choice, policy })} />
      )}
      {note !== undefined && <p className={classes.words}>{note}</p>}
    </div>
  );
}
