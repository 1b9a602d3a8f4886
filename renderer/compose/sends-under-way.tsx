import { Button, Progress } from '@mantine/core';
import type { SendProgress } from '../../shared/window/send';
import { useCommands } from '../commands/use-commands';
import { count } from '../format/numbers';
import { useBusdeck } from '../store/react';
import classes from './sending.module.css';
import { useLiveRate } from './use-live-rate';

/** The sends of many messages that are still running. */
export function SendsUnderWay() {
  const sends = useBusdeck((s) => s.session.sends);
  if (sends.length === 0) return null;
  return (
    <ul className={classes.sends} aria-label="Sends under way">
      {sends.map((send) => (
        <SendUnderWay key={send.sendId} send={send} />
      ))}
    </ul>
  );
}

function SendUnderWay({ send }: { send: SendProgress }) {
  const commands = useCommands();
  const { sendId, verb, topic, done, requested, underWay, cancelled } = send;
  const rate = useLiveRate(done);
  const word = verb === 'publish' ? 'Publishing' : 'Broadcasting';
  return (
    <li className={classes.send} data-testid="send-progress" data-done={done} data-requested={requested}>
      <div className={classes.sendHead}>
        <span className={classes.sendWords}>
          {cancelled
            ? `Cancelled; waiting for ${count(underWay)} on ${underWay === 1 ? 'its' : 'their'} way to ${topic}, which cannot be taken back`
            : `${word} to ${topic}: ${count(done)} of ${count(requested)}`}
          {!cancelled && rate !== undefined && ` · ${count(rate)}/s`}
        </span>
        {!cancelled && (
          <Button
            variant="default"
            size="compact-xs"
            data-testid="cancel-send"
            onClick={() => void commands.cancelSend(sendId)}
          >
            Cancel
          </Button>
        )}
      </div>
      <Progress size={4} value={(done / requested) * 100} aria-label={`${word} to ${topic}`} />
    </li>
  );
}
