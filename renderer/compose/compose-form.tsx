import { Autocomplete, Button, NativeSelect, NumberInput, Tooltip } from '@mantine/core';
import { IconArrowRight, IconArrowsSplit2, IconBraces } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { topicProblem, type Verb } from '../../shared/bus/message';
import type { PayloadSource } from '../../shared/window/send';
import { verbTitles } from '../badges/verb-badge';
import { useCommands } from '../commands/use-commands';
import { useTopicNames } from '../commands/use-topic-names';
import { EditorFrame } from '../editor/editor-frame';
import { PayloadEditor } from '../editor/payload-editor';
import { payloadProblem } from '../editor/payload-problem';
import { ReadOnlyNote } from '../profiles/read-only-note';
import { keyLabel } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import { variablesOf } from '../store/draft';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { useReadOnly } from '../store/use-read-only';
import { ComposeDetails } from './compose-details';
import classes from './composer.module.css';
import { FilePayload } from './file-payload';
import { formatPayload } from './format-payload';
import { MessagePreview } from './message-preview';
import { SendReceipt } from './send-receipt';
import { SendsUnderWay } from './sends-under-way';

type Format = PayloadSource['format'];

const formatNames: Record<Format, string> = {
  json: 'JSON',
  text: 'Text',
  hex: 'Hex',
  base64: 'Base64',
  file: 'File',
};
const formats = Object.keys(formatNames) as Format[];

/** One message or many, ready to be sent. */
export function ComposeForm() {
  const { actions } = useBusdeckStore();
  const commands = useCommands();
  const draft = useBusdeck((s) => s.draft);
  const topics = useTopicNames(draft.topic);
  const topicInput = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState(false);

  const rows = useBusdeck((s) => s.variables);
  const variables = useMemo(() => variablesOf(rows), [rows]);
  const { format, text, file } = draft;
  const problem = useMemo(
    () => (format === 'file' ? undefined : payloadProblem(format, text, variables)),
    [format, text, variables],
  );
  const wrongTopic = topicProblem(draft.topic);

  const readOnly = useReadOnly();

  function send(verb: Verb): void {
    if (readOnly !== undefined) return;
    setAsked(true);
    actions.showComposer('form');
    if (wrongTopic !== undefined) {
      topicInput.current?.focus();
      return;
    }
    // A wrong payload is refused by the bus, which leaves it in the history with its reason.
    void (verb === 'publish' ? commands.publish() : commands.broadcast());
  }

  useShortcut('publish', () => send('publish'));
  useShortcut('broadcast', () => send('broadcast'));
  useShortcut('focusTopic', () => {
    actions.showComposer('form');
    // It cannot take the focus before it is drawn again.
    requestAnimationFrame(() => topicInput.current?.focus());
  });

  return (
    <div className={classes.form}>
      <div className={classes.scroller}>
        <Autocomplete
          ref={topicInput}
          data-testid="compose-topic"
          label="Topic"
          data={topics}
          openOnFocus={false}
          value={draft.topic}
          error={asked ? wrongTopic : undefined}
          spellCheck={false}
          onChange={(topic) => actions.editDraft({ topic })}
        />
        <div className={classes.payload}>
          <div className={classes.payloadHead}>
            <span className={classes.label} id="payload-label">
              Payload
            </span>
            <NativeSelect
              aria-label="Format of the payload"
              className={classes.format}
              data={formats.map((value) => ({ value, label: formatNames[value] }))}
              value={format}
              onChange={(event) => {
                const chosen = formats.find((each) => each === event.currentTarget.value);
                if (chosen !== undefined) actions.editDraft({ format: chosen });
              }}
            />
          </div>
          <EditorFrame className={classes.editor} invalid={problem !== undefined}>
            {format === 'file' ? (
              <FilePayload file={file} />
            ) : (
              <PayloadEditor
                text={text}
                format={format}
                variables={variables}
                onChange={(changed) => actions.editDraft({ text: changed })}
              />
            )}
          </EditorFrame>
          <div className={classes.payloadFoot}>
            <p className={classes.problem} role="status">
              {problem?.message}
            </p>
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconBraces size={13} aria-hidden />}
              disabled={format === 'text' || format === 'file' || problem !== undefined}
              onClick={() => {
                if (format === 'file') return;
                const formatted = formatPayload(format, text);
                if (formatted !== undefined) actions.editDraft({ text: formatted });
              }}
            >
              Format
            </Button>
            <MessagePreview />
          </div>
        </div>
        <ComposeDetails />
      </div>
      <div className={classes.foot}>
        <div className={classes.amounts}>
          <NumberInput
            data-testid="compose-count"
            label="Count"
            min={1}
            max={1_000_000}
            allowDecimal={false}
            allowNegative={false}
            value={draft.count}
            onChange={(value) => typeof value === 'number' && actions.editDraft({ count: value })}
          />
          <Tooltip label="Messages a second. Left empty, as fast as the broker confirms.">
            <NumberInput
              data-testid="compose-rate"
              label="Rate per second"
              min={0}
              max={100_000}
              allowNegative={false}
              placeholder="no limit"
              value={draft.rate === 0 ? '' : draft.rate}
              onChange={(value) => actions.editDraft({ rate: typeof value === 'number' ? value : 0 })}
            />
          </Tooltip>
        </div>
        {readOnly !== undefined && <ReadOnlyNote reason={readOnly} />}
        <div className={classes.buttons}>
          <Tooltip position="top" label={`${verbTitles.publish} (${keyLabel('publish')})`}>
            <Button
              data-testid="publish"
              disabled={readOnly !== undefined}
              title={readOnly}
              leftSection={<IconArrowRight size={15} aria-hidden />}
              onClick={() => send('publish')}
            >
              Publish
            </Button>
          </Tooltip>
          <Tooltip position="top" label={`${verbTitles.broadcast} (${keyLabel('broadcast')})`}>
            <Button
              data-testid="broadcast"
              disabled={readOnly !== undefined}
              title={readOnly}
              variant="default"
              leftSection={<IconArrowsSplit2 size={15} aria-hidden />}
              onClick={() => send('broadcast')}
            >
              Broadcast
            </Button>
          </Tooltip>
        </div>
      </div>
      <div className={classes.told}>
        <SendsUnderWay />
        <SendReceipt />
      </div>
    </div>
  );
}
