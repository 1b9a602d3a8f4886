import { Alert, Loader, SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { maxHeldBytes } from '../../shared/ipc/requests-payloads';
import { useCommands } from '../commands/use-commands';
import { isHardToEdit } from '../format/drawing-cost';
import { textLines } from '../format/lay-out';
import { byteSize } from '../format/numbers';
import { hexDump, readPayload } from '../format/payload';
import { VisibleText } from '../format/visible-text';
import { lazily } from '../layout/lazily';
import type { ShownMessage } from '../store/shown-message';
import classes from './comparison.module.css';

const DiffView = lazily(() => import('./diff-view').then((m) => m.DiffView));

type Part = 'payload' | 'rest';

/** Two messages, what differs between them marked. */
export function Comparison({ left, right }: { left: ShownMessage; right: ShownMessage }) {
  const [part, setPart] = useState<Part>('payload');
  const a = useText(left);
  const b = useText(right);
  const isCut = left.size > maxHeldBytes || right.size > maxHeldBytes;
  return (
    <div className={classes.comparison} data-testid="comparison">
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label="What to compare"
          value={part}
          onChange={setPart}
          data={[
            { value: 'payload', label: 'Payload' },
            { value: 'rest', label: 'Headers and properties' },
          ]}
        />
        {isCut && part === 'payload' && <span>Only the first {byteSize(maxHeldBytes)} are compared.</span>}
      </div>
      <div className={classes.names}>
        <Name message={left} />
        <Name message={right} />
      </div>
      <div className={classes.diff}>
        {part === 'rest' ? (
          <DiffView left={restOf(left)} right={restOf(right)} />
        ) : a === undefined || b === undefined ? (
          <Loader size="sm" aria-label="Loading" />
        ) : 'problem' in a || 'problem' in b ? (
          <Alert color="red">{'problem' in a ? a.problem : 'problem' in b ? b.problem : ''}</Alert>
        ) : (
          <DiffView left={a.text} right={b.text} />
        )}
      </div>
    </div>
  );
}

function Name({ message }: { message: ShownMessage }) {
  return (
    <div className={classes.name} data-selectable>
      <b>
        <VisibleText text={message.topic} />
      </b>{' '}
      <code>
        <VisibleText text={message.id} />
      </code>{' '}
      {byteSize(message.size)}
    </div>
  );
}

type Text = { readonly text: string } | { readonly problem: string };

function useText({ id, deliveryId, size }: ShownMessage): Text | undefined {
  const commands = useCommands();
  const [text, setText] = useState<Text>();
  useEffect(() => {
    let gone = false;
    async function load(): Promise<void> {
      if (size === 0) return setText({ text: '' });
      const answer = await commands.bodySlice({ id, deliveryId }, 0, maxHeldBytes);
      if (gone) return;
      setText(answer.ok ? { text: readable(answer.value.bytes) } : { problem: answer.error.message });
    }
    void load();
    return () => {
      gone = true;
    };
  }, [commands, id, deliveryId, size]);
  return text;
}

function readable(bytes: Uint8Array): string {
  const payload = readPayload(bytes);
  switch (payload.format) {
    case 'empty':
      return '';
    case 'json':
    case 'text':
      return boundedLines(payload.text);
    case 'binary':
      return hexDump(payload.bytes, 16);
  }
}

/** Everything but the payload, in an order that does not depend on the sender's. */
function restOf({ topic, verb, headers, properties }: ShownMessage): string {
  const sorted = (record: object) =>
    Object.entries(record)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const lines = [
    `topic: ${topic}`,
    `verb: ${verb}`,
    'headers:',
    ...sorted(headers),
    'properties:',
    ...sorted(properties),
  ];
  return boundedLines(lines.join('\n'));
}

/** An editor takes a line as a whole: what would hold it up is compared in pieces. */
function boundedLines(text: string): string {
  return isHardToEdit(text) ? (textLines(text) ?? []).join('\n') : text;
}
