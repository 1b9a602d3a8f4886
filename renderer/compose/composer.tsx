import { Autocomplete, Button, NativeSelect, NumberInput, Tooltip } from '@mantine/core';
import { IconArrowRight, IconArrowsSplit2, IconBraces } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { topicProblem, type Verb } from '../../shared/message';
import { type PayloadFormat, payloadFormats } from '../../shared/send';
import { useCommands } from '../app/use-commands';
import { useShortcut } from '../app/use-shortcut';
import { keyLabel } from '../keys';
import { verbTitles } from '../marks/verb-mark';
import { ReadOnlyNote } from '../profiles/read-only-note';
import { useReadOnly } from '../profiles/use-read-only';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { knownTopics } from '../store/topics';
import classes from './composer.module.css';
import { formatPayload } from './format-payload';
import { HeadersTable } from './headers-table';
import { PayloadEditor } from './payload-editor';
import { payloadProblem } from './payload-problem';
import { SendReceipt } from './send-receipt';
import { SendsUnderWay } from './sends-under-way';

const formatNames: Record<PayloadFormat, string> = {
  json: 'JSON',
  text: 'Text',
  hex: 'Hex',
  base64: 'Base64',
};

export function Composer() {
  const { actions } = useBusdeckStore();
  const commands = useCommands();
  const draft = useBusdeck((s) => s.draft);
  const topics = useBusdeck(knownTopics);
  const topicInput = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState(false);

  const readOnly = useReadOnly();

  const problem = payloadProblem(draft.format, draft.text);
  const wrongTopic = topicProblem(draft.topic);

  function send(verb: Verb): void {
    if (readOnly !== undefined) return;
    setAsked(true);
    if (wrongTopic !== undefined) {
      topicInput.current?.focus();
      return;
    }
    if (problem !== undefined) return;
    void (verb === 'publish' ? commands.publish() : commands.broadcast());
  }

  useShortcut('publish', () => send('publish'));
  useShortcut('broadcast', () => send('broadcast'));
  useShortcut('focusTopic', () => topicInput.current?.focus());

  return (
    <section className={classes.composer} aria-label="Composer">
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
            data={payloadFormats.map((value) => ({ value, label: formatNames[value] }))}
            value={draft.format}
            onChange={(event) => {
              const format = payloadFormats.find((each) => each === event.currentTarget.value);
              if (format !== undefined) actions.editDraft({ format });
            }}
          />
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconBraces size={13} aria-hidden />}
            disabled={draft.format === 'text' || problem !== undefined}
            onClick={() => {
              const text = formatPayload(draft.format, draft.text);
              if (text !== undefined) actions.editDraft({ text });
            }}
          >
            Format
          </Button>
        </div>
        <div className={classes.editor} data-invalid={problem !== undefined || undefined}>
          <PayloadEditor
            text={draft.text}
            format={draft.format}
            onChange={(text) => actions.editDraft({ text })}
          />
        </div>
        <p className={classes.problem} role="status">
          {problem?.message}
        </p>
      </div>
      <HeadersTable headers={draft.headers} onChange={(headers) => actions.editDraft({ headers })} />
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
        <Tooltip label="Messages a second. 0 sends as fast as the broker confirms.">
          <NumberInput
            data-testid="compose-rate"
            label="Rate per second"
            min={0}
            max={100_000}
            allowNegative={false}
            value={draft.rate}
            onChange={(value) => typeof value === 'number' && actions.editDraft({ rate: value })}
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
      <SendsUnderWay />
      <SendReceipt />
    </section>
  );
}
