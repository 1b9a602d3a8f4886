import { Alert, Button, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { Result } from '../../shared/ipc/ipc';
import { requestNameProblem } from '../../shared/window/compose';
import classes from './save-request.module.css';

interface RenameFormProps {
  readonly name: string;
  readonly rename: (to: string) => Promise<Result<null>>;
  readonly onDone: () => void;
}

export function RenameForm({ name, rename, onDone }: RenameFormProps) {
  const [to, setTo] = useState(name);
  const [refused, setRefused] = useState<ErrorInfo>();
  const problem = requestNameProblem(to);

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (problem !== undefined) return;
    const answer = await rename(to);
    if (answer.ok) onDone();
    else setRefused(answer.error);
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        data-autofocus
        data-testid="rename-name"
        label="New name"
        spellCheck={false}
        value={to}
        error={problem}
        onChange={(event) => {
          setTo(event.currentTarget.value);
          setRefused(undefined);
        }}
      />
      {refused !== undefined && (
        <Alert color="red" role="alert" p="xs">
          {refused.message}
        </Alert>
      )}
      <Button type="submit" disabled={problem !== undefined || to === name}>
        Rename
      </Button>
    </form>
  );
}
