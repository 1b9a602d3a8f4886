import { Button, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type SyntheticEvent, useState } from 'react';
import { VisibleText } from '../format/visible-text';
import classes from './dialogs.module.css';
import type { ConfirmTopic } from './request-confirmed';

/** Before many messages are touched on a production connection. */
export const confirmTopic: ConfirmTopic = (topic, reason) =>
  new Promise((resolve) => {
    let typed: string | undefined;
    const id = modals.open({
      title: 'This is a production connection',
      closeButtonProps: { 'aria-label': 'Close' },
      children: (
        <TopicForm
          topic={topic}
          reason={reason}
          onDone={(answer) => {
            typed = answer;
            modals.close(id);
          }}
        />
      ),
      onClose: () => resolve(typed),
    });
  });

interface TopicFormProps {
  readonly topic: string;
  readonly reason: string;
  readonly onDone: (typed: string | undefined) => void;
}

function TopicForm({ topic, reason, onDone }: TopicFormProps) {
  const [typed, setTyped] = useState('');
  const isRight = typed === topic;
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (isRight) onDone(typed);
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.text}>
        <VisibleText text={reason} />
      </p>
      <TextInput
        data-autofocus
        data-testid="confirm-topic"
        label={
          <>
            Topic: <VisibleText text={topic} />
          </>
        }
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => onDone(undefined)}>
          Cancel
        </Button>
        <Button type="submit" color="red.9" data-testid="confirm" disabled={!isRight}>
          Go on
        </Button>
      </div>
    </form>
  );
}
