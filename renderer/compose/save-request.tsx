import { ActionIcon, Alert, Button, Modal, TextInput, Tooltip } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import type { ErrorInfo } from '../../shared/bus/errors';
import { requestNameProblem } from '../../shared/window/compose';
import { useCommands } from '../commands/use-commands';
import { keyLabel } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import { useBusdeck, useBusdeckStore } from '../store/react';
import classes from './save-request.module.css';

/** Saves what stands in the composer as a file of the collection. */
export function SaveRequest() {
  const commands = useCommands();
  const { actions } = useBusdeckStore();
  const savedAs = useBusdeck((s) => s.draft.savedAs?.name);
  const [opened, setOpened] = useState(false);

  async function ask(): Promise<void> {
    const answer = await commands.collection();
    // Without a folder there is nowhere to save; the list says how to choose one.
    if (answer.ok && answer.value.folder === undefined) actions.showComposer('saved');
    else if (answer.ok) setOpened(true);
  }
  useShortcut('saveRequest', () => void ask());

  return (
    <>
      <Tooltip label={`Save this request (${keyLabel('saveRequest')})`}>
        <ActionIcon aria-label="Save this request" data-testid="save-request" onClick={() => void ask()}>
          <IconDeviceFloppy size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Save this request">
        <SaveForm first={savedAs} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function SaveForm({ first, onDone }: { first: string | undefined; onDone: () => void }) {
  const commands = useCommands();
  const { actions } = useBusdeckStore();
  const topic = useBusdeck((s) => s.draft.topic);
  const [name, setName] = useState(first ?? topic.replace(/[<>:"\\|?*/]+/g, '-').slice(0, 100));
  const [inTheWay, setInTheWay] = useState<'exists' | 'changed'>();
  const [refused, setRefused] = useState<ErrorInfo>();
  const problem = requestNameProblem(name);

  async function save(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (problem !== undefined) return;
    // What was opened from this name is meant to be replaced, unless somebody else has changed it since.
    const answer = await commands.saveRequest(name, inTheWay !== undefined);
    if (!answer.ok) setRefused(answer.error);
    else if (answer.value.outcome !== 'saved') setInTheWay(answer.value.outcome);
    else {
      onDone();
      actions.showComposer('saved');
    }
  }

  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <TextInput
        data-autofocus
        data-testid="save-name"
        label="Name"
        description="A folder may stand before it: payments/refund"
        spellCheck={false}
        value={name}
        error={problem}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setInTheWay(undefined);
          setRefused(undefined);
        }}
      />
      {inTheWay !== undefined && (
        <Alert color="yellow" role="alert" p="xs">
          {inTheWay === 'exists'
            ? 'There is already a request of this name. Saving replaces it.'
            : 'Its file was changed on disk since you opened it. Saving replaces those changes.'}
        </Alert>
      )}
      {refused !== undefined && (
        <Alert color="red" role="alert" p="xs">
          {refused.message}
        </Alert>
      )}
      <Button
        type="submit"
        data-testid="save-confirm"
        color={inTheWay === undefined ? 'busdeck' : 'red.9'}
        disabled={problem !== undefined}
      >
        {inTheWay !== undefined || name === first ? 'Replace' : 'Save'}
      </Button>
    </form>
  );
}
