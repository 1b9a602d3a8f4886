import { Button } from '@mantine/core';
import { IconPlayerRecordFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import type { RecordingStatus } from '../../shared/window/recording';
import { useCommands } from '../commands/use-commands';
import { byteSize, plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './history.module.css';

/** Begins and ends a recording, and says how it goes. */
export function Recording() {
  const commands = useCommands();
  const recording = useBusdeck((s) => s.session.recording);
  const isRunning = recording?.state === 'recording';
  return (
    <section className={classes.section} aria-labelledby="recording-title">
      <h3 id="recording-title">Record to disk</h3>
      <p>
        Every event from now on, with the whole payloads, one a line. A crash loses the last second at most.
      </p>
      <div className={classes.line}>
        {isRunning ? (
          <Button
            variant="default"
            data-testid="stop-recording"
            leftSection={<IconPlayerStopFilled size={13} aria-hidden className={classes.dot} />}
            onClick={() => void commands.stopRecording()}
          >
            Stop recording
          </Button>
        ) : (
          <Button
            variant="default"
            data-testid="start-recording"
            leftSection={<IconPlayerRecordFilled size={13} aria-hidden className={classes.dot} />}
            onClick={() => void commands.startRecording()}
          >
            Record…
          </Button>
        )}
      </div>
      {recording !== undefined && <Progress recording={recording} />}
    </section>
  );
}

function Progress({ recording }: { recording: RecordingStatus }) {
  const { state, path, events, bytes, parts, lost, reason } = recording;
  return (
    <div data-testid="recording" data-state={state} data-events={events} data-lost={lost}>
      <p>
        {words[state]} {plural(events, 'event')}, {byteSize(bytes)}
        {parts > 1 ? `, ${plural(parts, 'file')}` : ''}
      </p>
      <p className={classes.path} data-selectable title={path}>
        <VisibleText text={path} />
      </p>
      {lost > 0 && (
        <p className={classes.bad} role="alert">
          {plural(lost, 'event')} left out: the disk could not keep up.
        </p>
      )}
      {reason !== undefined && (
        <p className={classes.bad} role="alert">
          <VisibleText text={reason} />
        </p>
      )}
    </div>
  );
}

const words: Record<RecordingStatus['state'], string> = {
  recording: 'Recording:',
  stopped: 'Recorded:',
  failed: 'The recording ended by itself after',
};
