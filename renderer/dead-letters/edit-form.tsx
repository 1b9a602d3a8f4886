import { ActionIcon, Alert, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { DeadLetter } from '../../shared/bus/dead-letter';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { TypedPayload } from '../../shared/window/send';
import { confirm } from '../ask/confirm';
import { useUnsavedEdits } from '../ask/unsaved-edits';
import { useCommands } from '../commands/use-commands';
import { EditorFrame } from '../editor/editor-frame';
import { NameValues } from '../editor/name-values';
import { PayloadEditor } from '../editor/payload-editor';
import { payloadProblem } from '../editor/payload-problem';
import { VisibleText } from '../format/visible-text';
import { type HeaderDraft, headerDraft, headerDrafts } from '../store/draft';
import { differenceFrom } from './difference';
import { editOf, type HeaderChange, headerChanges } from './edit';
import classes from './edit-form.module.css';

interface EditFormProps {
  readonly topic: string;
  readonly letter: DeadLetter;
  readonly original: TypedPayload;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** The payload with what was changed in it marked, and the headers. */
export function EditForm({ topic, letter, original, onDone, onCancel }: EditFormProps) {
  const commands = useCommands();
  const { headers } = letter.message;
  const [text, setText] = useState(original.text);
  const [rows, setRows] = useState<readonly HeaderDraft[]>(() => headerDrafts(headers));
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ErrorInfo>();
  const { format } = original;
  const difference = useMemo(() => differenceFrom(original.text), [original.text]);
  const edit = editOf(original, { format, text }, headers, rows);
  const problem = edit?.payload === undefined ? undefined : payloadProblem(format, text);

  useUnsavedEdits({
    isDirty: edit !== undefined,
    leave: (goOn) => {
      if (edit === undefined) goOn();
      else
        confirm({
          title: 'Drop the changes?',
          text: 'What you changed in this dead letter was not replayed. The dead letter itself stays as it is.',
          verb: 'Drop the changes',
          dangerous: true,
          onYes: goOn,
        });
    },
  });

  async function replay(): Promise<void> {
    setBusy(true);
    setRefused(undefined);
    const answer = await commands.replayEdited(topic, letter.id, edit ?? {});
    setBusy(false);
    if (!answer.ok) setRefused(answer.error);
    else if (answer.value.count > 0) onDone();
    else {
      setRefused({
        code: 'unroutable',
        message: 'Nobody took it: it is no longer there, or its topic has no subscriber for a broadcast.',
      });
    }
  }

  return (
    <div className={classes.form}>
      <h3 className={classes.title}>Payload</h3>
      <EditorFrame className={classes.editor} invalid={problem !== undefined}>
        <PayloadEditor
          text={text}
          format={format}
          onChange={setText}
          label="Edited payload"
          testId="edit-payload"
          extensions={difference}
        />
      </EditorFrame>
      {problem !== undefined && (
        <p className={classes.problem} role="status">
          {problem.message}
        </p>
      )}
      <div className={classes.head}>
        <h3 className={classes.title}>Headers</h3>
        <ActionIcon
          aria-label="Add a header to the dead letter"
          onClick={() => setRows([...rows, headerDraft()])}
        >
          <IconPlus size={14} aria-hidden />
        </ActionIcon>
      </div>
      <NameValues noun="edited header" rows={rows} onChange={setRows} />
      <Changes changes={headerChanges(headers, rows)} />
      {refused !== undefined && (
        <Alert color="red" role="alert" p="xs">
          {refused.message}
        </Alert>
      )}
      <div className={classes.foot}>
        <p className={classes.hint}>
          {edit === undefined
            ? 'Nothing is changed yet.'
            : 'It goes under its old id, and its attempts start at 1.'}
        </p>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          data-testid="replay-edited"
          disabled={edit === undefined || problem !== undefined}
          loading={busy}
          onClick={() => void replay()}
        >
          Replay with changes
        </Button>
      </div>
    </div>
  );
}

function Changes({ changes }: { changes: readonly HeaderChange[] }) {
  if (changes.length === 0) return null;
  return (
    <ul className={classes.changes} aria-label="Changed headers">
      {changes.map(({ name, before, after }) => (
        <li key={name} data-testid="header-change">
          <strong>
            <VisibleText text={name} />
          </strong>
          {before !== undefined && (
            <del>
              <VisibleText text={before} />
            </del>
          )}
          {after === undefined ? (
            'removed'
          ) : (
            <ins>
              <VisibleText text={after} />
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}
