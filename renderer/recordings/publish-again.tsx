import { Button, NativeSelect, Progress } from '@mantine/core';
import { useState } from 'react';
import type { OpenedRecording, RepublishStatus } from '../../shared/window/recording';
import { useCommands } from '../commands/use-commands';
import { count, plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './history.module.css';

const paces = [
  { value: '1', label: 'at its own pace' },
  { value: '2', label: '2 × as fast' },
  { value: '10', label: '10 × as fast' },
  { value: '100', label: '100 × as fast' },
  { value: '0.5', label: 'half as fast' },
  { value: '0', label: 'without pauses' },
];

/** Sends the messages of a recording anew to the bus of now. */
export function PublishAgain({ opened }: { opened: OpenedRecording }) {
  const commands = useCommands();
  const republish = useBusdeck((s) => s.session.republish);
  const endpoint = useBusdeck((s) => s.session.connection.endpoint);
  const [pace, setPace] = useState('1');
  const [problem, setProblem] = useState<string>();
  const isOurs = republish?.recordingId === opened.recordingId;
  const isRunning = isOurs && republish.state === 'running';

  async function run(): Promise<void> {
    const answer = await commands.publishRecording(opened, Number(pace));
    setProblem(answer.ok || answer.error.code === 'cancelled' ? undefined : answer.error.message);
  }

  return (
    <div className={classes.again}>
      <div className={classes.line}>
        <Button
          variant="default"
          data-testid="publish-recording"
          disabled={isRunning || opened.publishable === 0}
          title={`To ${endpoint}`}
          onClick={() => void run()}
        >
          Publish {plural(opened.publishable, 'message')} again
        </Button>
        <NativeSelect
          aria-label="Pace"
          data-testid="publish-pace"
          value={pace}
          onChange={(event) => setPace(event.currentTarget.value)}
          data={paces}
        />
        {isRunning && (
          <Button variant="default" onClick={() => void commands.cancelPublishRecording()}>
            Cancel
          </Button>
        )}
      </div>
      {isOurs && <Status republish={republish} />}
      {problem !== undefined && (
        <p className={classes.bad} role="alert">
          <VisibleText text={problem} />
        </p>
      )}
    </div>
  );
}

function Status({ republish }: { republish: RepublishStatus }) {
  const { state, done, total, failed, reason } = republish;
  return (
    <div data-testid="republished" data-state={state} data-done={done} data-failed={failed}>
      <Progress value={total === 0 ? 100 : (done / total) * 100} size="sm" aria-label="Published again" />
      <p>
        {count(done - failed)} of {plural(total, 'message')} {words[state]}
        {failed > 0 && `, ${count(failed)} not sent`}
        {reason !== undefined && (
          <>
            : <VisibleText text={reason} />
          </>
        )}
      </p>
    </div>
  );
}

const words: Record<RepublishStatus['state'], string> = {
  running: 'published',
  done: 'published. Done',
  cancelled: 'published, then cancelled',
  failed: 'published, then it failed',
};
