import type { Body } from '../commands/use-body';
import type { ReadablePayload } from '../format/payload';
import { VisibleText } from '../format/visible-text';
import type { ShownMessage } from '../store/shown-message';
import { CodeView } from './code-view';
import { AsHex, LargePayload } from './large-payload';
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
      <pre className={classes.preview}>
        <VisibleText text={preview.text} />
      </pre>
    </div>
  );
}

function Whole({ message, payload }: { message: ShownMessage; payload: ReadablePayload }) {
  switch (payload.format) {
    case 'empty':
      return <p className={classes.nothing}>The payload is empty.</p>;
    case 'json':
    case 'text':
      return <CodeView language={payload.format} label="Payload" text={payload.text} />;
    case 'binary':
      return (
        <div className={classes.bytes}>
          <AsHex message={message} />
        </div>
      );
  }
}
