import {
  type Icon,
  IconArrowBackUp,
  IconArrowRight,
  IconArrowsSplit2,
  IconCheck,
  IconCircleX,
  IconEye,
  IconHourglass,
  IconInbox,
  IconMailX,
  IconPlugOff,
  IconRotateClockwise,
  IconSend,
  IconTrash,
  IconUserOff,
  IconX,
} from '@tabler/icons-react';
import type { BusEvent, BusEventOf, SubscriberRef } from '../../shared/bus/bus-event';
import type { DeadReason } from '../../shared/bus/message';
import type { Program } from '../../shared/bus/tap';
import { plural } from './numbers';
import { noNames, type ProgramNames, programName } from './program-name';
import { duration } from './time';

export type StepTone = 'quiet' | 'in-flight' | 'acked' | 'failed' | 'retried' | 'dead';

/** One step of a message's life, in words. */
export interface TraceStep {
  readonly seq: number;
  readonly at: number;
  readonly type: BusEvent['type'];
  readonly icon: Icon;
  readonly tone: StepTone;
  readonly title: string;
  readonly attempt?: number;
  readonly subscriber?: SubscriberRef;
  /** The delivery it is about, where it is about one. */
  readonly messageId?: string;
  readonly deliveryId?: string;
  /** How long, how often, where to. */
  readonly notes: readonly string[];
  readonly error?: string;
}

export const deadReasonWords: Record<DeadReason, string> = {
  'max-retries': 'all attempts failed',
  interrupted: 'interrupted too often',
  rejected: 'rejected',
  unroutable: 'its retry found no subscriber',
  'subscriber-gone': 'its subscriber is gone',
  'too-large': 'too large to be tried again',
};

type Told = Omit<TraceStep, 'seq' | 'at' | 'type'>;

export function toSteps(events: readonly BusEvent[], names: ProgramNames = noNames): TraceStep[] {
  const steps: TraceStep[] = [];
  for (const event of events) {
    const told = tell(event, names);
    if (told !== undefined) steps.push({ seq: event.seq, at: event.at, type: event.type, ...told });
  }
  return steps;
}

function tell(event: BusEvent, names: ProgramNames): Told | undefined {
  switch (event.type) {
    case 'published': {
      const { verb, topic } = event.message;
      const icon = verb === 'publish' ? IconArrowRight : IconArrowsSplit2;
      return {
        icon,
        tone: 'quiet',
        title: verb === 'publish' ? `Published to ${topic}` : `Broadcast to ${topic}`,
        notes: [],
      };
    }
    case 'confirmed':
      return {
        icon: IconSend,
        tone: 'quiet',
        title: 'Confirmed by the broker',
        notes: [`after ${duration(event.latencyMs)}`],
      };
    case 'held':
      return { icon: IconHourglass, tone: 'retried', title: 'Held for the first subscriber', notes: [] };
    case 'returned':
      return {
        icon: IconUserOff,
        tone: 'retried',
        title: 'Nobody there to take it',
        notes: [],
        error: event.detail,
      };
    case 'publishFailed':
      return { icon: IconCircleX, tone: 'failed', title: 'Not sent', notes: [], error: event.error.message };
    case 'delivered': {
      const notes = [
        ...(event.redelivered ? ['redelivered by the broker'] : []),
        ...(event.foreign ? ['from another program'] : []),
        ...(event.interrupted > 0 ? [`interrupted ${plural(event.interrupted, 'time')} before`] : []),
      ];
      return { ...whose(event), icon: IconInbox, tone: 'in-flight', title: 'Delivered', notes };
    }
    case 'acked': {
      const notes = [`took ${duration(event.handlerMs)}`];
      if (event.latencyMs !== undefined) notes.push(`${duration(event.latencyMs)} from publish to ack`);
      return { ...whose(event), icon: IconCheck, tone: 'acked', title: 'Acked', notes };
    }
    case 'failed': {
      const notes = [`after ${duration(event.handlerMs)}`];
      return {
        ...whose(event),
        icon: IconX,
        tone: 'failed',
        title: 'Failed',
        notes,
        error: event.error.message,
      };
    }
    case 'retryScheduled': {
      const when = event.delayMs === 0 ? 'at once' : `in ${duration(event.delayMs)}`;
      return {
        ...whose(event),
        icon: IconRotateClockwise,
        tone: 'retried',
        title: 'Retry',
        notes: [`attempt ${event.nextAttempt} ${when}`],
      };
    }
    case 'interrupted':
      return {
        ...whose(event),
        icon: IconPlugOff,
        tone: 'failed',
        title: 'Interrupted',
        notes: event.count > 1 ? [`${plural(event.count, 'time')} so far`] : [],
      };
    case 'deadLettered': {
      const notes = [deadReasonWords[event.reason], `after ${plural(event.attempts, 'attempt')}`];
      // The failure before it has already said the error.
      return { ...whose(event), icon: IconMailX, tone: 'dead', title: 'Dead letter', notes };
    }
    case 'retryReturned': {
      const notes = [deadReasonWords.unroutable, `after ${plural(event.attempts, 'attempt')}`];
      return { icon: IconMailX, tone: 'dead', title: 'Dead letter', notes };
    }
    case 'replayed':
      return {
        icon: IconArrowBackUp,
        tone: 'quiet',
        title: event.edited ? 'Edited and replayed' : 'Replayed',
        notes: [`to ${event.topic}`, 'attempts start again'],
      };
    case 'discarded':
      return { icon: IconTrash, tone: 'dead', title: 'Discarded', notes: ['on request'] };
    case 'tapped':
      return { ...seen(event, names), messageId: event.messageId, deliveryId: event.sightId };
    case 'dropped':
    case 'tapMissed':
    case 'subscriberAdded':
    case 'subscriberChanged':
    case 'subscriberRemoved':
    case 'connection':
      return undefined;
  }
}

/** What a tap saw of it. */
function seen({ sight, verb, topic, attempt }: BusEventOf<'tapped'>, names: ProgramNames): Told {
  if (sight.what === 'delivered') {
    const { to, queue, redelivered } = sight;
    const notes = [
      ...whoIs(to, names),
      `from ${queue}`,
      ...(redelivered ? ['redelivered by the broker'] : []),
    ];
    return {
      icon: IconEye,
      tone: 'in-flight',
      title: `Seen: delivered to ${programName(to, names)}`,
      attempt,
      notes,
    };
  }
  const { by, routedTo } = sight;
  const who = by === undefined ? '' : ` by ${programName(by, names)}`;
  const isDropped = routedTo?.length === 0;
  return {
    icon: isDropped ? IconUserOff : IconEye,
    tone: isDropped ? 'retried' : 'quiet',
    title: `Seen: ${verb === 'publish' ? 'published' : 'broadcast'} to ${topic}${who}`,
    attempt,
    notes: [...(by === undefined ? [] : whoIs(by, names)), ...routeWords(routedTo)],
  };
}

function whoIs(program: Program, names: ProgramNames): string[] {
  const { connection, channel, user } = program;
  const name = programName(program, names);
  const parts = [
    ...(connection === undefined || connection === name ? [] : [connection]),
    ...(channel === undefined ? [] : [`channel ${channel}`]),
    ...(user === undefined ? [] : [`user ${user}`]),
  ];
  return parts.length === 0 ? [] : [parts.join(', ')];
}

/** So many queues are named; of more their number is. */
const queuesNamed = 3;

export function routeWords(routedTo: readonly string[] | undefined): string[] {
  if (routedTo === undefined) return [];
  if (routedTo.length === 0) return ['no queue took it: dropped'];
  if (routedTo.length > queuesNamed) return [`into ${routedTo.length} queues`];
  return [`into ${routedTo.join(', ')}`];
}

interface Delivery {
  readonly messageId: string;
  readonly deliveryId?: string;
  readonly attempt: number;
  readonly subscriber: SubscriberRef;
}

function whose({ messageId, deliveryId, attempt, subscriber }: Delivery) {
  return { messageId, attempt, subscriber, ...(deliveryId === undefined ? {} : { deliveryId }) };
}
