import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useMemo } from 'react';
import type { MessageSummary } from '../../shared/message';
import { byteSize } from '../format/numbers';
import { hexDump, type ReadablePayload } from '../format/payload';
import { VisibleText } from '../format/visible-text';
import { CodeView } from './code-view';
import classes from './message-view.module.css';
import type { Body } from './use-body';

interface PayloadViewProps {
  readonly message: MessageSummary;
  readonly body: Body;
  readonly payload: ReadablePayload | undefined;
  readonly onLoad: () => void;
}

/** A payload as what it is: JSON laid out, text, or bytes. Until the whole is here, the part that came with the event. */
export function PayloadView({ message, body, payload, onLoad }: PayloadViewProps) {
  if (message.size === 0) return <p className={classes.nothing}>The payload is empty.</p>;
  if (payload !== undefined) return <Whole payload={payload} />;
  const { preview, size } = message;
  return (
    <div className={classes.head}>
      {body.type === 'waiting' && (
        <p className={classes.note}>
          The first {byteSize(preview.text.length)} of {byteSize(size)}.
          <Button size="compact-xs" variant="default" onClick={onLoad}>
            Show all
          </Button>
        </p>
      )}
      {body.type === 'failed' && (
        <p className={classes.note}>
          {preview.truncated ? 'Only the beginning is left: ' : ''}
          <VisibleText text={body.error.message} />
        </p>
      )}
      <pre className={classes.preview}>
        <VisibleText text={preview.text} />
      </pre>
    </div>
  );
}

/** More is cut off: nobody reads a megabyte of hexadecimal, and the text for it would be five times as long. */
const maxDumpBytes = 65_536;
const maxShownCharacters = 5_000_000;

function Whole({ payload }: { payload: ReadablePayload }) {
  switch (payload.format) {
    case 'empty':
      return <p className={classes.nothing}>The payload is empty.</p>;
    case 'json':
    case 'text':
      return (
        <Cut whole={payload.text.length} shown={maxShownCharacters} unit="characters">
          <CodeView
            language={payload.format}
            label="Payload"
            text={payload.text.slice(0, maxShownCharacters)}
          />
        </Cut>
      );
    case 'binary':
      return (
        <Cut whole={payload.bytes.length} shown={maxDumpBytes} unit="bytes">
          <Dump bytes={payload.bytes} />
        </Cut>
      );
  }
}

/** What sixteen bytes a line take; where there is less room, there are eight. */
const widthOfSixteen = 600;

function Dump({ bytes }: { bytes: Uint8Array }) {
  const { ref, width } = useElementSize();
  const perLine = width >= widthOfSixteen ? 16 : 8;
  const text = useMemo(() => hexDump(bytes.subarray(0, maxDumpBytes), perLine), [bytes, perLine]);
  return (
    <div ref={ref} className={classes.fill}>
      <CodeView language="text" label="Payload in hexadecimal" text={text} wrap={false} />
    </div>
  );
}

interface CutProps {
  readonly whole: number;
  readonly shown: number;
  readonly unit: string;
  readonly children: ReactNode;
}

function Cut({ whole, shown, unit, children }: CutProps) {
  if (whole <= shown) return children;
  return (
    <div className={classes.cut}>
      <p className={classes.note}>
        The first {shown} of {whole} {unit}.
      </p>
      {children}
    </div>
  );
}
