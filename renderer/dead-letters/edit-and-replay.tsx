import { Alert, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { DeadLetter } from '../../shared/bus/dead-letter';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { TypedPayload } from '../../shared/window/send';
import { useIsAsked } from '../ask/one-question';
import { leaveEdits } from '../ask/unsaved-edits';
import { useCommands } from '../commands/use-commands';
import { VisibleText } from '../format/visible-text';
import { editablePayload } from './edit';
import { EditForm } from './edit-form';

interface EditAndReplayProps {
  readonly topic: string;
  readonly letter: DeadLetter;
  readonly onClose: () => void;
}

/** Changes a dead letter before it goes to where it came from again. */
export function EditAndReplay({ topic, letter, onClose }: EditAndReplayProps) {
  const commands = useCommands();
  const isAsked = useIsAsked();
  const [original, setOriginal] = useState<TypedPayload>();
  const [error, setError] = useState<ErrorInfo>();
  const { id } = letter;
  useEffect(() => {
    let closed = false;
    void commands.deadLetterBody(topic, id).then((answer) => {
      if (closed) return;
      if (answer.ok) setOriginal(editablePayload(answer.value));
      else setError(answer.error);
    });
    return () => {
      closed = true;
    };
  }, [commands, topic, id]);

  return (
    <Modal
      opened
      onClose={() => leaveEdits(onClose)}
      closeOnClickOutside={false}
      closeOnEscape={!isAsked}
      size={720}
      title={
        <>
          Edit and replay to <VisibleText text={topic} />
        </>
      }
    >
      {error !== undefined && (
        <Alert color="red" role="alert" p="xs">
          {error.message}
        </Alert>
      )}
      {original !== undefined && (
        <EditForm
          topic={topic}
          letter={letter}
          original={original}
          onDone={onClose}
          onCancel={() => leaveEdits(onClose)}
        />
      )}
    </Modal>
  );
}
