import { type BusEvent, messageIdOf } from '../../shared/bus/bus-event';
import type { ErrorInfo } from '../../shared/bus/errors';

/** The life of the chosen message. */
export interface Trace {
  readonly messageId: string;
  /** `loading` until the main process has told what happened before; events that come meanwhile are already here. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error?: ErrorInfo;
  /** By `seq`, each once. */
  readonly events: readonly BusEvent[];
}

/** A foreign publisher may give all its messages one id; what then looks like one life must not grow without end. */
export const maxTraceEvents = 2000;

export function appendTrace(trace: Trace | undefined, events: readonly BusEvent[]): Trace | undefined {
  if (trace === undefined) return undefined;
  const about = events.filter((event) => messageIdOf(event) === trace.messageId);
  return about.length === 0 ? trace : { ...trace, events: merge(trace.events, about) };
}

export function loadedTrace(trace: Trace, past: readonly BusEvent[]): Trace {
  return { ...trace, status: 'ready', events: merge(trace.events, past) };
}

function merge(known: readonly BusEvent[], more: readonly BusEvent[]): readonly BusEvent[] {
  const bySeq = new Map([...known, ...more].map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-maxTraceEvents);
}
