import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import type { KeptSubscriber } from '../../shared/window/kept-setup';
import { useCommands } from '../commands/use-commands';
import { count } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { isConnected } from '../store/is-connected';
import { useBusdeck } from '../store/react';
import classes from './nobody-yet.module.css';

/** Names told for each topic; of more the count is told. */
const namesTold = 6;

/** In place of the panes while there are none: what to do next, and who was here the last time. */
export function NobodyYet() {
  const state = useBusdeck((s) => s.session.connection.state);
  const reopenable = useBusdeck((s) => s.session.reopenable);
  return (
    <div className={classes.nobody}>
      <p>No subscribers. Add one to see who gets what.</p>
      {isConnected(state) && reopenable.length > 0 && (
        <KeptSubscribers subscribers={reopenable} isReady={state === 'ready' || state === 'blocked'} />
      )}
    </div>
  );
}

interface LastTimeProps {
  readonly subscribers: readonly KeptSubscriber[];
  /** While the link is away nobody can be opened. */
  readonly isReady: boolean;
}

function KeptSubscribers({ subscribers, isReady }: LastTimeProps) {
  const commands = useCommands();
  const box = useRef<HTMLElement>(null);
  const [opening, setOpening] = useState(false);
  const byTopic = Map.groupBy(subscribers, ({ topic }) => topic);

  async function reopen(): Promise<void> {
    // The button goes away with the first of them: the keyboard goes on where they are.
    box.current?.closest<HTMLElement>('[data-part]')?.focus();
    setOpening(true);
    await commands.reopenSubscribers();
    setOpening(false);
  }

  return (
    <section ref={box} className={classes.keptSubscribers} aria-label="Subscribers of the last time">
      <p className={classes.words}>When this connection was last in use, these took its messages:</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by the keyboard */}
      <ul className={classes.topics} aria-label="Their topics" tabIndex={0}>
        {[...byTopic].map(([topic, those]) => (
          <li key={topic}>
            <span className={classes.topic}>
              <VisibleText text={topic} />:
            </span>{' '}
            <span className={classes.names}>
              <VisibleText text={namesOf(those)} />
            </span>
          </li>
        ))}
      </ul>
      <Button
        data-testid="reopen-subscribers"
        disabled={!isReady}
        loading={opening}
        onClick={() => void reopen()}
      >
        {subscribers.length === 1 ? 'Open it again' : `Open all ${count(subscribers.length)} again`}
      </Button>
    </section>
  );
}

function namesOf(subscribers: readonly KeptSubscriber[]): string {
  const names = subscribers.slice(0, namesTold).map(({ name }) => name);
  const more = subscribers.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
}
