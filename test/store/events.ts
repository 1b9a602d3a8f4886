import { noSettings } from '../../renderer/store/settings';
import { ackAlways } from '../../shared/bus/behaviour';
import type { BusEvent, BusEventOf, SubscriberInfo } from '../../shared/bus/bus-event';
import { noCapabilities } from '../../shared/bus/capabilities';
import { defaultRetryPolicy } from '../../shared/bus/connection';
import type { MessageSummary } from '../../shared/bus/message';
import type { Batch, Opening, SessionState } from '../../shared/ipc/ipc';

/** Events and batches as the main process would send them. */

let seq = 0;
const stamp = () => {
  seq += 1;
  return { seq, at: 1_700_000_000_000 + seq };
};

export function message(id: string, text = '{"order":1}'): MessageSummary {
  return {
    id,
    topic: 'orders',
    verb: 'publish',
    headers: {},
    properties: {},
    size: text.length,
    preview: { format: 'json', text, truncated: false },
  };
}

export interface DeliveryOptions {
  readonly by?: string;
  readonly messageId?: string;
  readonly attempt?: number;
  readonly text?: string;
}

function about(
  deliveryId: string,
  { by = 'a', messageId = `m-${deliveryId}`, attempt = 1 }: DeliveryOptions,
) {
  return {
    deliveryId,
    messageId,
    topic: 'orders',
    verb: 'publish' as const,
    subscriber: { id: by, name: by.toUpperCase() },
    attempt,
  };
}

export const delivered = (id: string, options: DeliveryOptions = {}): BusEventOf<'delivered'> => ({
  type: 'delivered',
  ...stamp(),
  ...about(id, options),
  message: message(options.messageId ?? `m-${id}`, options.text),
  redelivered: false,
  foreign: false,
  interrupted: 0,
});

export const acked = (id: string, options: DeliveryOptions = {}): BusEvent => ({
  type: 'acked',
  ...stamp(),
  ...about(id, options),
  handlerMs: 2,
});

export const failed = (id: string, options: DeliveryOptions = {}): BusEvent => ({
  type: 'failed',
  ...stamp(),
  ...about(id, options),
  handlerMs: 2,
  error: { code: 'internal', message: 'no stock' },
});

export const retried = (id: string, options: DeliveryOptions = {}): BusEvent => ({
  type: 'retryScheduled',
  ...stamp(),
  ...about(id, options),
  nextAttempt: (options.attempt ?? 1) + 1,
  delayMs: 0,
});

export const deadLettered = (id: string, options: DeliveryOptions = {}): BusEvent => ({
  type: 'deadLettered',
  ...stamp(),
  ...about(id, options),
  reason: 'max-retries',
  attempts: 4,
});

export const interrupted = (id: string, options: DeliveryOptions = {}): BusEvent => ({
  type: 'interrupted',
  ...stamp(),
  ...about(id, options),
  count: 1,
});

export const removed = (id: string): BusEvent => ({
  type: 'subscriberRemoved',
  ...stamp(),
  subscriber: { id, name: id.toUpperCase() },
  topic: 'orders',
});

export const added = (id: string): BusEvent => ({
  type: 'subscriberAdded',
  ...stamp(),
  subscriber: { id, name: id.toUpperCase() },
  topic: 'orders',
  prefetch: 1,
});

export function subscriber(id: string): SubscriberInfo {
  return {
    id,
    name: id.toUpperCase(),
    topic: 'orders',
    prefetch: 1,
    behaviour: ackAlways,
    retry: { from: 'connection', policy: defaultRetryPolicy },
    state: 'consuming',
  };
}

export function state(...subscribers: string[]): SessionState {
  return {
    connection: { state: 'ready', kind: 'memory', endpoint: 'In-memory', capabilities: noCapabilities },
    connectionCount: 1,
    subscribers: subscribers.map(subscriber),
    taps: [],
    programs: new Map(),
    reopenable: [],
    sends: [],
    retry: defaultRetryPolicy,
    retryByTopic: new Map(),
    foreign: [],
    found: [],
  };
}

export function opening(subscribers: string[], missed = 0): Opening {
  return {
    version: '1.2.3',
    settings: noSettings,
    state: state(...subscribers),
    counters: { subscribers: new Map(), topics: new Map() },
    missed,
  };
}

/** Numbers batches and counts their deliveries as the relay does. */
export class Batches {
  #batch = 0;
  #received = 0;
  #dropped = 0;

  next(
    events: readonly BusEvent[],
    { now, dropped = 0 }: { now?: SessionState; dropped?: number } = {},
  ): Batch {
    this.#batch += 1;
    this.#received += events.filter(({ type }) => type === 'delivered').length + dropped;
    this.#dropped += dropped;
    return {
      batch: this.#batch,
      events,
      received: this.#received,
      dropped: this.#dropped,
      counters: { subscribers: new Map(), topics: new Map() },
      ...(now === undefined ? {} : { state: now }),
    };
  }
}
