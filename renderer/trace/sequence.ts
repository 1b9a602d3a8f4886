import type { BusEvent, SubscriberRef, SubscriberType, TopicType } from '../../shared/bus/bus-event';
import type { Program } from '../../shared/bus/tap';
import { noNames, type ProgramNames, programName } from '../format/program-name';
import { duration } from '../format/time';
import { type TraceStep, toSteps } from '../format/trace-steps';

/** A column of the sequence: who takes part in the message's life. */
export interface Lane {
  readonly id: string;
  readonly name: string;
  /** Only where it is a subscriber. */
  readonly subscriberId?: string;
}

/** One step, drawn from one lane to another, or on one. */
export interface LaneRow {
  readonly step: TraceStep;
  /** Positions of lanes; the same twice where nothing goes from one to another. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** The lanes that had a delivery in hand when the step began, and after it. */
  readonly busyBefore: readonly number[];
  readonly busyAfter: readonly number[];
}

export interface Sequence {
  readonly lanes: readonly Lane[];
  readonly rows: readonly LaneRow[];
  /** Steps before the rows that are left out. */
  readonly earlier: number;
  /** Deliveries are in hand, or another attempt is to come. */
  readonly isLive: boolean;
}

const publisher = 0;
const broker = 1;

/** Enough for a life that a person can follow; the earlier ones come when they are asked for. */
export const laneRowsAtOnce = 200;

export function toSequence(
  events: readonly BusEvent[],
  most = laneRowsAtOnce,
  names: ProgramNames = noNames,
): Sequence {
  const shown = events.slice(-most);
  const lanes: Lane[] = [
    { id: 'publisher', name: isForeign(events) ? 'other program' : 'publisher' },
    { id: 'broker', name: 'broker' },
  ];
  const laneFor = (lane: Lane): number => {
    const found = lanes.findIndex(({ id }) => id === lane.id);
    return found >= 0 ? found : lanes.push(lane) - 1;
  };
  const laneOf: LaneOf = ({ id, name }) => laneFor({ id: `subscriber ${id}`, name, subscriberId: id });
  const laneOfProgram: LaneOfProgram = (program) =>
    laneFor({
      id: `program ${program.connection ?? program.name} ${program.channel ?? ''}`,
      name: programName(program, names),
    });
  // In the order of their first delivery, whatever of it is shown.
  for (const event of events) {
    if (event.type === 'delivered') laneOf(event.subscriber);
    else if (event.type === 'tapped' && event.sight.what === 'delivered') laneOfProgram(event.sight.to);
  }

  const steps = new Map(toSteps(shown, names).map((step) => [step.seq, step]));
  const busy = new Map<string, number>();
  const rows: LaneRow[] = [];
  for (const event of shown) {
    const step = steps.get(event.seq);
    const told = step && tell(event, laneOf, laneOfProgram);
    if (step === undefined || told === undefined) continue;
    const busyBefore = [...new Set(busy.values())];
    if (event.type === 'delivered') busy.set(event.deliveryId, laneOf(event.subscriber));
    else if ('deliveryId' in event && event.deliveryId !== undefined) busy.delete(event.deliveryId);
    rows.push({ step, ...told, busyBefore, busyAfter: [...new Set(busy.values())] });
  }
  const waits = shown.at(-1)?.type === 'retryScheduled';
  return { lanes, rows, earlier: events.length - shown.length, isLive: busy.size > 0 || waits };
}

function isForeign(events: readonly BusEvent[]): boolean {
  const isOurs = events.some(({ type }) => type === 'published');
  return (
    !isOurs &&
    events.some((event) => event.type === 'tapped' || (event.type === 'delivered' && event.foreign))
  );
}

type LaneOf = (subscriber: SubscriberRef) => number;
type LaneOfProgram = (program: Program) => number;

type Told = Pick<LaneRow, 'from' | 'to' | 'label'>;

function tell(event: BusEvent, laneOf: LaneOf, laneOfProgram: LaneOfProgram): Told | undefined {
  switch (event.type) {
    case 'published':
      return { from: publisher, to: broker, label: event.message.verb };
    case 'confirmed':
      return { from: broker, to: publisher, label: `confirm ${duration(event.latencyMs)}` };
    case 'held':
      return at(broker, 'held');
    case 'returned':
      return { from: broker, to: publisher, label: 'returned' };
    case 'publishFailed':
      return at(publisher, 'not sent');
    case 'delivered':
      return { from: broker, to: laneOf(event.subscriber), label: `attempt ${event.attempt}` };
    case 'acked':
      return { from: laneOf(event.subscriber), to: broker, label: `ack ${duration(event.handlerMs)}` };
    case 'failed':
      return { from: laneOf(event.subscriber), to: broker, label: `fail ${duration(event.handlerMs)}` };
    case 'interrupted':
      return at(laneOf(event.subscriber), 'no answer');
    case 'retryScheduled':
      return at(broker, event.delayMs === 0 ? 'retry at once' : `retry in ${duration(event.delayMs)}`);
    case 'deadLettered':
      return at(broker, 'dead letter');
    case 'retryReturned':
      return at(broker, 'no subscriber: dead letter');
    case 'replayed':
      return { from: publisher, to: broker, label: event.edited ? 'edit, replay' : 'replay' };
    case 'discarded':
      return at(broker, 'discarded');
    case 'tapped': {
      const { sight, verb } = event;
      if (sight.what === 'published')
        return { from: publisher, to: broker, label: sight.routedTo?.length === 0 ? 'dropped' : verb };
      const label = sight.redelivered ? 'again' : `attempt ${event.attempt}`;
      return { from: broker, to: laneOfProgram(sight.to), label };
    }
    default:
      event.type satisfies SubscriberType | TopicType | 'connection';
      return undefined;
  }
}

function at(lane: number, label: string): Told {
  return { from: lane, to: lane, label };
}
