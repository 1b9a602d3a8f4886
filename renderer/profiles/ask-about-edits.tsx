import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import classes from '../ask/dialogs.module.css';
import { askOne } from '../ask/one-question';
import { VisibleText, visible } from '../format/visible-text';

interface Question {
  readonly name: string;
  readonly onSave: () => void;
  readonly onDrop: () => void;
}

/** Before what was typed in a connection's form would be lost. */
export function askAboutEdits(question: Question): void {
  askOne((onClose) => openQuestion(question, onClose));
}

function openQuestion({ name, onSave, onDrop }: Question, onClose: () => void): void {
  const answer = (then?: () => void) => () => {
    modals.close(id);
    then?.();
  };
  const id = modals.open({
    onClose,
    title: `Save the changes to ${name.trim() === '' ? 'this connection' : visible(name)}?`,
    closeButtonProps: { 'aria-label': 'Close' },
    children: (
      <div className={classes.form} data-testid="unsaved-edits">
        <p className={classes.text}>
          What you changed on <VisibleText text={name.trim() === '' ? 'this connection' : name} /> is not
          saved yet.
        </p>
        <div className={classes.buttons}>
          <Button variant="default" data-testid="edits-back" onClick={answer()}>
            Go back
          </Button>
          <Button variant="default" data-testid="edits-drop" onClick={answer(onDrop)}>
            Drop the changes
          </Button>
          <Button data-autofocus data-testid="edits-save" onClick={answer(onSave)}>
            Save
          </Button>
        </div>
      </div>
    ),
  });
}
