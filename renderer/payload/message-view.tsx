import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload, IconEdit } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { VerbMark } from '../badges/verb-badge';
import { useBody } from '../commands/use-body';
import { useCommands } from '../commands/use-commands';
import { useCopy } from '../commands/use-copy';
import { CompareButton, ComparingNote } from '../compare/compare-button';
import { byteSize, count } from '../format/numbers';
import { plausibleTime } from '../format/plausible-time';
import { maxVisibleLength, VisibleText } from '../format/visible-text';
import { ErrorBoundary } from '../layout/error-boundary';
import type { ShownMessage } from '../store/shown-message';
import { composeAgain } from './compose-again';
import { heldLines } from './held-lines';
import { LineView } from './line-view';
import classes from './message-view.module.css';
import { PayloadBytes, PayloadHead, PayloadView } from './payload-view';
import { type Reading, useReading } from './use-reading';

type Part = 'payload' | 'headers' | 'properties';

/** One message: its identity, its payload, and what travels with it. */
export function MessageView({ message }: { message: ShownMessage }) {
  const [part, setPart] = useState<Part>('payload');
  const body = useBody(message);
  const commands = useCommands();
  const reading = useReading(message);
  const text = reading.type === 'read' ? reading.text : undefined;
  const headers = Object.entries(message.headers);
  const properties = Object.entries(message.properties).filter(([, value]) => value !== undefined);
  const draft = body.type === 'loaded' ? composeAgain(message, body.bytes) : undefined;
  return (
    <div className={classes.message}>
      <div className={classes.identity}>
        <VerbMark verb={message.verb} />
        <span className={classes.topic} data-selectable>
          <VisibleText text={message.topic} />
        </span>
        <span className={classes.size}>{byteSize(message.size)}</span>
        <code className={classes.id} title={message.id} data-selectable>
          <VisibleText text={message.id} />
        </code>
        <CopyAction label="Copy the message id" text={message.id} />
      </div>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          classNames={{ label: classes.part ?? '' }}
          aria-label="Part of the message"
          value={part}
          onChange={setPart}
          data={[
            { value: 'payload', label: 'Payload' },
            {
              value: 'headers',
              label: headers.length === 0 ? 'Headers' : `Headers ${count(headers.length)}`,
            },
            {
              value: 'properties',
              label: properties.length === 0 ? 'Properties' : `Properties ${count(properties.length)}`,
            },
          ]}
        />
        <div className={classes.actions}>
          {text !== undefined && <CopyAction label="Copy the payload" text={text} />}
          <CompareButton message={message} />
          <Tooltip label="Save the payload to a file">
            <ActionIcon
              aria-label="Save the payload to a file"
              data-testid="save-payload"
              onClick={() => void commands.saveBody(message)}
            >
              <IconDownload size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
          {draft !== undefined && (
            <Tooltip label="Put it into the composer, to send it again">
              <ActionIcon aria-label="Put it into the composer" onClick={() => commands.replaceDraft(draft)}>
                <IconEdit size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </div>
      <ComparingNote />
      <div className={classes.content}>
        {part === 'payload' && (
          <SafePayload key={`${message.id} ${message.deliveryId}`} message={message} reading={reading} />
        )}
        {part === 'headers' && (
          <ErrorBoundary what="The headers" of={message}>
            <NameValues entries={headers} nothing="It has no headers." />
          </ErrorBoundary>
        )}
        {part === 'properties' && <NameValues entries={properties} nothing="It has no properties." />}
      </div>
    </div>
  );
}

/** What cannot be drawn as what it is can be read as its beginning's text, or as bytes. */
function SafePayload(props: { message: ShownMessage; reading: Reading }) {
  const [view, setView] = useState<'whole' | 'text' | 'hex'>('whole');
  const { message, reading } = props;
  return (
    <ErrorBoundary
      what="The payload"
      of={reading}
      ways={[
        { label: 'Show its beginning as text', run: () => setView('text') },
        { label: 'Show it in hexadecimal', run: () => setView('hex') },
      ]}
    >
      {view === 'whole' && <PayloadView {...props} />}
      {view === 'text' && <PayloadHead preview={message.preview} />}
      {view === 'hex' && <PayloadBytes message={message} />}
    </ErrorBoundary>
  );
}

/** So many headers are drawn unasked. */
const headersAtOnce = 200;

function NameValues({ entries: all, nothing }: { entries: [string, unknown][]; nothing: string }) {
  const [shown, setShown] = useState(headersAtOnce);
  if (all.length === 0) return <p className={classes.nothing}>{nothing}</p>;
  const entries = all.slice(0, shown);
  return (
    <>
      <dl className={classes.values} data-selectable>
        {entries.map(([name, value]) => (
          <div key={name} className={classes.pair}>
            <dt>
              <VisibleText text={name} />
            </dt>
            <dd>
              <HeaderValue text={String(value)} />
              <Time name={name} value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {all.length > shown && (
        <Button
          size="compact-xs"
          variant="default"
          className={classes.more ?? ''}
          onClick={() => setShown(shown + headersAtOnce)}
        >
          Show {count(Math.min(headersAtOnce, all.length - shown))} more of {count(all.length)}
        </Button>
      )}
    </>
  );
}

/** Beside the value as it came: that it is a time is only plausible. */
function Time({ name, value }: { name: string; value: unknown }) {
  const time = plausibleTime(name, value);
  return time === undefined ? null : (
    <span className={classes.time} data-testid="plausible-time">
      {time}
    </span>
  );
}

/** One that is too long to stand among the others is looked at line by line when it is asked for. */
function HeaderValue({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const lines = useMemo(() => (whole ? heldLines(text) : undefined), [whole, text]);
  if (lines !== undefined) {
    return (
      <div className={classes.longValue}>
        <LineView source={lines} language="text" label="The whole value" />
      </div>
    );
  }
  return (
    <>
      <VisibleText text={text} />
      {text.length > maxVisibleLength && (
        <Button size="compact-xs" variant="default" onClick={() => setWhole(true)}>
          Show all of it
        </Button>
      )}
    </>
  );
}

function CopyAction({ label, text }: { label: string; text: string }) {
  const { copied, copy } = useCopy();
  return (
    <Tooltip label={copied ? 'Copied' : label}>
      <ActionIcon aria-label={label} onClick={() => copy(text)}>
        {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
