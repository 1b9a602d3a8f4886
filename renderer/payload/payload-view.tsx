import { useMemo, useState } from 'react';
import type { PayloadPreview } from '../../shared/bus/message';
import type { ReadPayload } from '../../shared/ipc/requests-payloads';
import { isDeep, isHardToEdit } from '../format/drawing-cost';
import { VisibleText } from '../format/visible-text';
import type { ShownMessage } from '../store/shown-message';
import { CodeView } from './code-view';
import { DecodingRow } from './decoding-row';
import { envelopeOf } from './envelope';
import { EnvelopeNote } from './envelope-note';
import { heldLines } from './held-lines';
import { AsHex, LargePayload } from './large-payload';
import { LineView } from './line-view';
import classes from './message-view.module.css';
import { useBodySlices, useReadingSlices } from './use-large-payload';
import type { Reading } from './use-reading';

interface PayloadViewProps {
  readonly message: ShownMessage;
  readonly reading: Reading;
}

/** A payload as it is read, with how above it. Until the whole is here, the part that came with the event. */
export function PayloadView({ message, reading }: PayloadViewProps) {
  if (message.size === 0) return <p className={classes.nothing}>The payload is empty.</p>;
  if (reading.type === 'read') {
    return <ReadView key={reading.payload.readingId} message={message} {...reading} />;
  }
  const { preview } = message;
  return (
    <div className={classes.head}>
      {reading.type === 'failed' && (
        <p className={classes.note}>
          <span>
            {preview.truncated ? 'Only the beginning is left: ' : ''}
            <VisibleText text={reading.error.message} />
          </span>
        </p>
      )}
      <PayloadHead preview={preview} />
    </div>
  );
}

/** The part of a payload that came with the event. */
export function PayloadHead({ preview }: { preview: PayloadPreview }) {
  return (
    <pre className={classes.preview}>
      <VisibleText text={preview.text} />
    </pre>
  );
}

/** The bytes as they came. */
export function PayloadBytes({ message }: { message: ShownMessage }) {
  return (
    <div className={classes.bytes}>
      <AsHex slices={useBodySlices(message)} />
    </div>
  );
}

/** How it is read, what is around the message, and the payload or the message alone. */
function ReadView(props: ShownProps) {
  const { message, payload, text } = props;
  const envelope = useMemo(() => envelopeOf(message.headers, text), [message.headers, text]);
  const [onlyMessage, setOnlyMessage] = useState(false);
  const shown = onlyMessage ? (envelope?.message ?? text) : text;
  return (
    <div className={classes.read}>
      <DecodingRow topic={message.topic} reading={payload} />
      {envelope !== undefined && (
        <EnvelopeNote envelope={envelope} onlyMessage={onlyMessage} onChange={setOnlyMessage} />
      )}
      <div className={classes.shown}>
        <Shown {...props} text={shown} />
      </div>
    </div>
  );
}

interface ShownProps {
  readonly message: ShownMessage;
  readonly payload: ReadPayload;
  readonly text: string | undefined;
}

function Shown({ message, payload, text }: ShownProps) {
  const { readingId, size, shows, bytes } = payload;
  const slices = useReadingSlices(readingId, size);
  if (size === 0) return <p className={classes.nothing}>What was packed is empty.</p>;
  if (text !== undefined) return <WholeText format={shows === 'json' ? 'json' : 'text'} text={text} />;
  if (bytes === undefined) {
    const mayBeText = size === message.size && message.preview.format !== 'binary';
    return <LargePayload slices={slices} isText={shows !== 'bytes' || (mayBeText && 'perhaps')} />;
  }
  return (
    <div className={classes.bytes}>
      <AsHex slices={slices} />
    </div>
  );
}

/** As an editor has it, with long lines wrapped; line by line where an editor would hold up the window. */
function WholeText({ format, text }: { format: 'json' | 'text'; text: string }) {
  const lines = useMemo(() => (isHardToEdit(text) || isDeep(text) ? heldLines(text) : undefined), [text]);
  return (
    <div className={classes.text} data-testid="payload-text">
      {lines === undefined ? (
        <CodeView language={format} label="Payload" text={text} />
      ) : (
        <LineView source={lines} language={format} label="Payload" />
      )}
    </div>
  );
}
