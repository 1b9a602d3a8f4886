import { Button, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type SyntheticEvent, useState } from 'react';
import { VisibleText } from '../format/visible-text';
import classes from './dialogs.module.css';
import { askOne } from './one-question';
import type { ConfirmTopic, NameQuestion } from './questions';

/** Before many messages are touched on a production connection. */
export const confirmTopic: ConfirmTopic = (question) =>
  new Promise((resolve) => {
    let typed: string | undefined;
    askOne(
      (onClose) => {
        const id = modals.open({
          title: <VisibleText text={question.title ?? 'This is a production connection'} />,
          closeButtonProps: { 'aria-label': 'Close' },
          children: (
            <TopicForm
              {...question}
              onDone={(answer) => {
                typed = answer;
                modals.close(id);
              }}
            />
          ),
          onClose,
        });
      },
      () => resolve(typed),
    );
  });

interface TopicFormProps extends NameQuestion {
  readonly onDone: (typed: string | undefined) => void;
}

function TopicForm({ name, of, text, verb = 'Go on', dangerous = true, onDone }: TopicFormProps) {
  const [typed, setTyped] = useState('');
  const isRight = typed === name;
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (isRight) onDone(typed);
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.text}>
        <VisibleText text={text} />
      </p>
      <TextInput
        data-autofocus
        data-testid="confirm-topic"
        label={
          <>
            {labels[of]}: <VisibleText text={name} />
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
        <Button
          type="submit"
          color={dangerous ? 'red.9' : 'busdeck'}
          data-testid="confirm"
          disabled={!isRight}
        >
          {verb}
        </Button>
      </div>
    </form>
  );
}

const labels: Record<NameQuestion['of'], string> = {
  queue: 'Queue',
  topic: 'Topic',
  connection: 'Connection',
};
