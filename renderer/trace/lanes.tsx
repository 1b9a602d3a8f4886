import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BusEvent } from '../../shared/bus/bus-event';
import { SubscriberMark } from '../badges/subscriber-badge';
import { plural } from '../format/numbers';
import { clock, duration } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import { subscriberColour } from '../theme/subscriber-colours';
import classes from './lanes.module.css';
import { type Lane, type LaneRow, laneRowsAtOnce, toSequence } from './sequence';
import { StepButton } from './step-button';

interface LanesProps {
  readonly events: readonly BusEvent[];
  /** The test id of each row: the same steps may be on the screen twice. */
  readonly rowTestId: string;
}

/** The message's life as a sequence: a lane for each party, an arrow for each step between two of them. */
export function Lanes({ events, rowTestId }: LanesProps) {
  /** Where the rows begin, once earlier ones were asked for: from then on nothing goes away at the top. */
  const [from, setFrom] = useState<number>();
  const names = useBusdeck((s) => s.session.programs);
  const start = from ?? Math.max(0, events.length - laneRowsAtOnce);
  const { lanes, rows, earlier, isLive } = toSequence(events, events.length - start, names);
  const first = events[0];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={classes.lanes} aria-label="Steps over lanes" tabIndex={0}>
      <div className={classes.sheet} style={{ '--lanes': lanes.length }}>
        <div className={classes.heads}>
          {lanes.map((lane, index) => (
            <span key={lane.id} className={classes.head} style={{ gridColumn: index + 2 }} title={lane.name}>
              {lane.subscriberId !== undefined && <SubscriberMark subscriberId={lane.subscriberId} />}
              <span className={classes.headName}>
                <VisibleText text={lane.name} />
              </span>
            </span>
          ))}
        </div>
        {earlier > 0 && (
          <p className={classes.earlier} data-testid="earlier-steps" data-count={earlier}>
            {plural(earlier, 'earlier step')}
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setFrom(Math.max(0, start - laneRowsAtOnce))}
            >
              Show {Math.min(earlier, laneRowsAtOnce)} more
            </Button>
          </p>
        )}
        <ol className={classes.rows}>
          {rows.map((row) => (
            <Row
              key={row.step.seq}
              row={row}
              lanes={lanes}
              since={first === undefined ? 0 : row.step.at - first.at}
              testId={rowTestId}
            />
          ))}
        </ol>
        {isLive && <p className={classes.live}>Going on…</p>}
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: LaneRow;
  readonly lanes: readonly Lane[];
  readonly since: number;
  readonly testId: string;
}

function Row({ row, lanes, since, testId }: RowProps) {
  const { step, from, to, label } = row;
  const left = Math.min(from, to);
  const span = Math.abs(to - from) + 1;
  // Words on one lane stand beside it, over the next one where there is one.
  const room = span > 1 ? span : Math.min(2, lanes.length - left);
  return (
    <li
      className={classes.row}
      data-testid={testId}
      data-type={step.type}
      data-attempt={step.attempt}
      data-subscriber={step.subscriber?.name}
      data-tone={step.tone}
    >
      <time className={classes.since} title={clock(step.at)}>
        {since === 0 ? '0' : `+${duration(since)}`}
      </time>
      {lanes.map((lane, index) => (
        <Thread key={lane.id} lane={lane} index={index} row={row} />
      ))}
      <span className={classes.reader}>{`${step.title}, ${lanes[from]?.name ?? ''}`}</span>
      {span > 1 ? (
        <span
          className={classes.arrow}
          data-to={to > from ? 'right' : 'left'}
          style={{ gridColumn: `${left + 2} / span ${span}`, '--half': `${50 / span}%` }}
          aria-hidden
        />
      ) : (
        <span className={classes.node} style={{ gridColumn: left + 2 }} aria-hidden />
      )}
      <span
        className={classes.label}
        data-alone={span === 1 || undefined}
        style={{ gridColumn: `${left + 2} / span ${room}`, '--half': `${50 / room}%` }}
      >
        <StepButton step={step}>{label}</StepButton>
      </span>
      {step.error !== undefined && (
        <p className={classes.error} title={step.error}>
          <VisibleText text={step.error} />
        </p>
      )}
    </li>
  );
}

/** The part of a lane's line beside a step; broad as long as the lane has a delivery in hand. */
function Thread({ lane, index, row }: { lane: Lane; index: number; row: LaneRow }) {
  const colour = useBusdeck((s) => s.subscribers.colours.get(lane.subscriberId ?? ''));
  return (
    <span
      className={classes.thread}
      style={{
        gridColumn: index + 2,
        '--subscriber': colour === undefined ? undefined : subscriberColour(colour),
      }}
      data-busy-before={row.busyBefore.includes(index) || undefined}
      data-busy-after={row.busyAfter.includes(index) || undefined}
      aria-hidden
    />
  );
}
