import { Button, Progress, TextInput } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { byteSize, count } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import classes from './large-payload.module.css';
import type { LineSource } from './line-source';
import { LineView } from './line-view';
import { type SlicedBytes, useHexSource, useLargePayload } from './use-large-payload';

/** Up to this the text is fetched and laid out unasked. */
const layOutUnaskedBytes = 16_000_000;
/** A payload is not read as text beyond this: a string cannot be longer than half a gigabyte. */
const maxTextBytes = 256_000_000;

interface LargePayloadProps {
  readonly slices: SlicedBytes;
  /** `perhaps`: nobody has read it to its end, and it may be asked for. */
  readonly isText: boolean | 'perhaps';
}

/** A payload too large to be held by the window: its text lives in a worker, its bytes in the main process. */
export function LargePayload({ slices, isText }: LargePayloadProps) {
  const { size } = slices;
  const [view, setView] = useState<'hex' | 'text'>(
    isText === true && size <= layOutUnaskedBytes ? 'text' : 'hex',
  );
  return (
    <div className={classes.large}>
      {view === 'text' ? (
        <AsText slices={slices} onHex={() => setView('hex')} />
      ) : (
        <>
          <div className={classes.bar}>
            <span>{byteSize(size)} in hexadecimal</span>
            {isText !== false && size <= maxTextBytes && (
              <Button size="compact-xs" variant="default" onClick={() => setView('text')}>
                Load all {byteSize(size)} as text
              </Button>
            )}
          </div>
          <AsHex slices={slices} />
        </>
      )}
    </div>
  );
}

function AsText({ slices, onHex }: { slices: SlicedBytes; onHex: () => void }) {
  const payload = useLargePayload(slices);
  const { size } = slices;
  switch (payload.type) {
    case 'loading':
      return (
        <div className={classes.loading} role="status">
          <span>
            {payload.loaded < size ? `${byteSize(payload.loaded)} of ${byteSize(size)}` : 'Laying it out…'}
          </span>
          <Progress value={(payload.loaded / size) * 100} size="sm" aria-label="Loaded" />
          <Button size="compact-xs" variant="default" onClick={onHex}>
            Cancel
          </Button>
        </div>
      );
    case 'text':
      return <Lines source={payload.source} format={payload.format} onHex={onHex} />;
    case 'binary':
      return <AsHex slices={slices} />;
    case 'failed':
    case 'gone':
      return (
        <div className={classes.problem} role="alert">
          <p>
            <VisibleText text={payload.reason} />
          </p>
          <Button size="compact-xs" variant="default" onClick={onHex}>
            Show it in hexadecimal
          </Button>
        </div>
      );
  }
}

interface LinesProps {
  readonly source: LineSource;
  readonly format: 'json' | 'text';
  readonly onHex: () => void;
}

function Lines({ source, format, onHex }: LinesProps) {
  const [wanted, setWanted] = useState('');
  const [target, setTarget] = useState<{ readonly line: number }>();
  const [missing, setMissing] = useState(false);

  async function find(): Promise<void> {
    if (wanted === '' || source.find === undefined) return;
    const line = await source.find(wanted, target === undefined ? 0 : target.line + 1);
    setMissing(line === undefined);
    if (line !== undefined) setTarget({ line });
  }

  return (
    <>
      <div className={classes.bar}>
        <span>{count(source.count)} lines</span>
        <TextInput
          className={classes.find}
          aria-label="Find in the payload"
          placeholder="Find, Enter for the next"
          leftSection={<IconSearch size={13} aria-hidden />}
          error={missing ? 'Not in it' : undefined}
          value={wanted}
          onChange={(event) => {
            setWanted(event.currentTarget.value);
            setMissing(false);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void find();
          }}
        />
        <Button size="compact-xs" variant="default" onClick={onHex}>
          Hex
        </Button>
      </div>
      <div className={classes.lines} data-testid="payload-text">
        <LineView source={source} language={format} label="Payload" target={target} />
      </div>
    </>
  );
}

/** What sixteen bytes a line take; where there is less room, there are eight. */
const widthOfSixteen = 600;

export function AsHex({ slices }: { slices: SlicedBytes }) {
  const { ref, width } = useElementSize();
  const source = useHexSource(slices, width >= widthOfSixteen ? 16 : 8);
  return (
    <div ref={ref} className={classes.lines}>
      <LineView source={source} language="text" label="Payload in hexadecimal" />
    </div>
  );
}
