import { useMemo } from 'react';
import type { PayloadPreview } from '../../shared/bus/message';
import type { Body } from '../commands/use-body';
import { isDeep, isHardToEdit } from '../format/drawing-cost';
import type { ReadablePayload } from '../format/payload';
import { VisibleText } from '../format/visible-text';
import type { ShownMessage } from '../store/shown-message';
import { CodeView } from './code-view';
import { heldLines } from './held-lines';
import { AsHex, LargePayload } from './large-payload';
import { LineView } from './line-view';
import classes from './message-view.module.css';

interface PayloadViewProps {
  readonly message: ShownMessage;
  readonly body: Body;
  readonly payload: ReadablePayload | undefined;
}

/** A payload as what it is: JSON laid out, text, or bytes. Until the whole is here, the part that came with the event. */
export function PayloadView({ message, body, payload }: PayloadViewProps) {
  if (message.size === 0) return <p className={classes.nothing}>The payload is empty.</p>;
  if (body.type === 'large')
    return <LargePayload key={`${message.id} ${message.deliveryId}`} message={message} />;
  if (payload !== undefined) return <Whole message={message} payload={payload} />;
  const { preview } = message;
  return (
    <div className={classes.head}>
      {body.type === 'failed' && (
        <p className={classes.note}>
          <span>
            {preview.truncated ? 'Only the beginning is left: ' : ''}
            <VisibleText text={body.error.message} />
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

export function PayloadBytes({ message }: { message: ShownMessage }) {
  return (
    <div className={classes.bytes}>
      <AsHex message={message} />
    </div>
  );
}

function Whole({ message, payload }: { message: ShownMessage; payload: ReadablePayload }) {
  switch (payload.format) {
    case 'empty':
      return <p className={classes.nothing}>The payload is empty.</p>;
    case 'json':
    case 'text':
      return <WholeText format={payload.format} text={payload.text} />;
    case 'binary':
      return <PayloadBytes message={message} />;
  }
}

/** As an editor has it, with long lines wrapped; line by line where an editor would hold up the window. */
function WholeText({ format, text }: { format: 'json' | 'text'; text: string }) {
  const lines = useMemo(() => (isHardToEdit(text) || isDeep(text) ? heldLines(text) : undefined), [text]);
  return lines === undefined ? (
    <CodeView language={format} label="Payload" text={text} />
  ) : (
    <LineView source={lines} language={format} label="Payload" />
  );
}
