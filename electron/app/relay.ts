import type { WebContents } from 'electron';
import type { BusEvent, LetterType, SubscriberType, TopicType } from '../../shared/bus/bus-event';
import type { CounterChanges } from '../../shared/bus/counters';
import { channels } from '../../shared/ipc/channels';
import type { Batch, SessionState } from '../../shared/ipc/ipc';
import type { WindowNotice } from '../../shared/ipc/window-notice';

/** No more often than this, ms: a person sees no difference above some 20 pictures a second. */
const pauseMs = 40;
/** Events in one batch: cloned and drawn well within a frame's budget on a slow machine. */
const maxBatch = 500;
/** While many wait, so that the window catches up: still no long task. */
const maxCrowdedBatch = 1000;
/**
 * Events that wait for the window; beyond it deliveries are left out and counted. A burst of half as many deliveries
 * is shown to its last, and under lasting load the window is a second or two behind.
 */
const maxWaiting = 30_000;
/** Beyond this, what only a trace shows (and can ask for again) makes room for deliveries. */
const crowded = 5000;

export interface RelaySource {
  readonly deliver: (batch: Batch) => void;
  readonly takeCounters: () => CounterChanges;
  readonly state: () => SessionState;
}

/**
 * Events on their way to the window. Electron's `send` knows no back-pressure, so the relay has its own: one batch at a
 * time, the next when the window has taken that one in. What does not fit is left out of the window's view by whole
 * deliveries, so that no row is left without its end, and is counted; the counters in a batch are exact all the same.
 */
export class Relay {
  readonly #source: RelaySource;
  #waiting: BusEvent[] = [];
  /** Deliveries the window was told of whose end is yet to come. */
  #open = new Set<string>();
  #batch = 0;
  #received = 0;
  #dropped = 0;
  #stateChanged = false;
  #opened = false;
  #acknowledged = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: RelaySource) {
    this.#source = source;
  }

  /** Starts over for a new window, or for one that was loaded again. */
  open(): void {
    this.#waiting = [];
    this.#open = new Set();
    this.#batch = 0;
    this.#received = 0;
    this.#dropped = 0;
    this.#stateChanged = false;
    this.#opened = true;
    this.#acknowledged = true;
  }

  add(event: BusEvent): void {
    if (!this.#opened) return;
    if (!this.#takes(event)) return;
    this.#waiting.push(event);
    this.#schedule();
  }

  /** Something in the session's state is different now. */
  touch(): void {
    this.#stateChanged = true;
    this.#schedule();
  }

  acknowledge(batch: number): void {
    if (batch !== this.#batch) return;
    this.#acknowledged = true;
    if (this.#waiting.length > 0 || this.#stateChanged) this.#schedule();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#opened = false;
  }

  #takes(event: BusEvent): boolean {
    const full = this.#waiting.length >= maxWaiting;
    const isCrowded = this.#waiting.length >= crowded;
    switch (event.type) {
      case 'tapped':
      case 'delivered':
        if (full) {
          this.#received += 1;
          this.#dropped += 1;
          this.#schedule();
          return false;
        }
        if (event.type === 'delivered') this.#open.add(event.deliveryId);
        return true;
      case 'failed':
        return this.#open.has(event.deliveryId);
      case 'acked':
      case 'retryScheduled':
        return this.#open.delete(event.deliveryId);
      case 'deadLettered':
        this.#open.delete(event.deliveryId);
        return true;
      case 'interrupted':
        return event.deliveryId === undefined ? !isCrowded : this.#open.delete(event.deliveryId);
      case 'published':
      case 'confirmed':
      case 'held':
      case 'returned':
      case 'publishFailed':
        return !isCrowded;
      case 'tapMissed':
        // By the tap’s own limits: left out like what came too fast for the window.
        this.#received += event.count;
        this.#dropped += event.count;
        return true;
      default:
        event.type satisfies SubscriberType | TopicType | LetterType | 'connection';
        return true;
    }
  }

  #schedule(): void {
    if (!this.#opened || !this.#acknowledged || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, pauseMs);
  }

  #flush(): void {
    const events = this.#waiting.splice(0, this.#waiting.length >= crowded ? maxCrowdedBatch : maxBatch);
    for (const { type } of events) if (type === 'delivered' || type === 'tapped') this.#received += 1;
    this.#batch += 1;
    this.#acknowledged = false;
    const batch: Batch = {
      batch: this.#batch,
      events,
      received: this.#received,
      dropped: this.#dropped,
      counters: this.#source.takeCounters(),
    };
    const state = this.#stateChanged ? this.#source.state() : undefined;
    this.#stateChanged = false;
    this.#source.deliver(state === undefined ? batch : { ...batch, state });
  }
}

/** Sends to the window's page, as long as there is one. */
export function deliverTo(page: () => WebContents | undefined): (batch: Batch) => void {
  return (batch) => sendTo(page(), channels.batch, batch);
}

/** For what is small and rare, and so needs no relay. */
export function noticeTo(page: () => WebContents | undefined): (notice: WindowNotice) => void {
  return (notice) => sendTo(page(), channels.notice, notice);
}

function sendTo(contents: WebContents | undefined, channel: string, message: Batch | WindowNotice): void {
  if (contents !== undefined && !contents.isDestroyed()) contents.send(channel, message);
}
