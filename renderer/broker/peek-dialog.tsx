import { Badge, Modal } from '@mantine/core';
import type { Peeked, PeekedMessage } from '../../shared/window/broker-view';
import { byteSize, plural } from '../format/numbers';
import { VisibleText, visible } from '../format/visible-text';
import classes from './broker.module.css';

interface PeekDialogProps {
  readonly name: string;
  readonly peeked: Peeked;
  readonly onClose: () => void;
}

/** The first messages that wait in a queue. */
export function PeekDialog({ name, peeked: { messages, note }, onClose }: PeekDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`The first ${plural(messages.length, 'message')} of ${visible(name)}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {messages.length === 0 ? <p>Nothing waits in it.</p> : <p>{note}</p>}
      <ol className={classes.peeked}>
        {messages.map((message, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and do not change
          <Message key={nth} message={message} />
        ))}
      </ol>
    </Modal>
  );
}

function Message({ message: { preview, size, redelivered, facts } }: { message: PeekedMessage }) {
  return (
    <li data-testid="peeked">
      <span>
        {byteSize(size)}{' '}
        {redelivered && (
          <Badge size="xs" variant="light">
            redelivered before
          </Badge>
        )}
      </span>
      <pre data-selectable>
        {preview.format === 'empty' ? 'an empty payload' : <VisibleText text={preview.text} />}
        {preview.truncated && '…'}
      </pre>
      <details>
        <summary>{plural(facts.length, 'property', 'properties')} and headers</summary>
        <dl className={classes.facts}>
          {facts.map(({ name, value }) => (
            <div key={`${name} ${value}`}>
              <dt>
                <VisibleText text={name} />
              </dt>
              <dd>
                <VisibleText text={value} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
