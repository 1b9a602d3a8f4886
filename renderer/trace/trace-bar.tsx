import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { IconArrowsMaximize, IconCheck, IconChevronDown, IconChevronUp, IconCopy } from '@tabler/icons-react';
import type { TraceMode } from '../../shared/window/window-view';
import { useCopy } from '../commands/use-copy';
import { keyLabel } from '../shortcuts/keys';
import { runnerOf } from '../shortcuts/runners';
import type { Trace } from '../store/trace';
import { setTraceMode } from '../store/trace-mode';
import classes from './trace.module.css';

interface TraceBarProps {
  readonly trace: Trace;
  readonly mode: TraceMode;
  readonly onEnlarge: () => void;
}

/** How the steps are shown, and what can be done with them. */
export function TraceBar({ trace, mode, onEnlarge }: TraceBarProps) {
  const { copied, copy } = useCopy();
  return (
    <div className={classes.bar} role="toolbar" aria-label="Trace">
      <SegmentedControl
        size="xs"
        classNames={{ label: classes.mode ?? '' }}
        aria-label="How the steps are shown"
        data-testid="trace-mode"
        value={mode}
        onChange={setTraceMode}
        data={[
          { value: 'list', label: 'List' },
          { value: 'lanes', label: 'Lanes' },
        ]}
      />
      <span className={classes.gap} />
      <Tooltip label={`The message before (${keyLabel('previousMessage')})`}>
        <ActionIcon
          aria-label="Choose the next older message"
          onClick={() => runnerOf('previousMessage')?.()}
        >
          <IconChevronDown size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`The message after (${keyLabel('nextMessage')})`}>
        <ActionIcon aria-label="Choose the next newer message" onClick={() => runnerOf('nextMessage')?.()}>
          <IconChevronUp size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={copied ? 'Copied' : 'Copy the trace as JSON'}>
        <ActionIcon
          aria-label="Copy the trace as JSON"
          data-testid="trace-copy"
          onClick={() => copy(traceJson(trace))}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Lanes over the whole window">
        <ActionIcon
          aria-label="Show the lanes over the whole window"
          data-testid="trace-enlarge"
          onClick={onEnlarge}
        >
          <IconArrowsMaximize size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function traceJson({ messageId, events }: Trace): string {
  return JSON.stringify({ messageId, events }, undefined, 2);
}
