import type { KeepAliveStatus } from '../../../shared/bus/connection';
import { BusError } from '../../../shared/bus/errors';
import { readChannelError } from './failure';
import type { Hold } from './hold';

/** Anew this often, ms: brokers end a channel whose delivery stays unanswered for their `consumer_timeout` (30 min). */
const renewMs = 10 * 60_000;
/** Pause before a lost hold is taken again, ms. */
const againMs = 1000;

/** Refusals that concern the one queue asked for. */
const ofOneQueue: readonly string[] = ['not-found', 'access-refused', 'topology-mismatch'];

/**
 * Keeps auto-delete queues alive when their last real consumer vanishes, by a hold on all of them.
 *
 * It guards against the death of other processes, and of subscribers in this one; not against the death of this process
 * or of the broker: for that it would have to be a process that outlives the app, which nobody would see, which would hold a copy
 * of the password, and which would have to decide by itself when it may go. Who needs it has the durable queues.
 */
export class Anchor {
  readonly #openHold: () => Promise<Hold>;
  readonly #onState: (status: KeepAliveStatus) => void;
  /** The broker does not let us have these. */
  readonly #refused = new Set<string>();
  readonly #queues = new Set<string>();
  #hold: Hold | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(openHold: () => Promise<Hold>, onState: (status: KeepAliveStatus) => void) {
    this.#openHold = openHold;
    this.#onState = onState;
  }

  /** Rejects with `unsupported` where the broker cannot do it. Again after its link was lost: takes up what it kept. */
  open(): Promise<void> {
    this.#refused.clear();
    return this.#inTurn(() => this.#renew());
  }

  /** Tries to open it again in a while. */
  openLater(): void {
    this.#renewAfter(againMs);
  }

  get isOpen(): boolean {
    return this.#hold !== undefined;
  }

  /** The queue must exist. */
  keep(queue: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.keeps(queue) || this.#refused.has(queue)) return;
      this.#queues.add(queue);
      try {
        await this.#hold?.add(queue);
      } catch {
        // A refusal may have ended the hold on all the others too.
        await this.#renew();
      }
    });
  }

  keeps(queue: string): boolean {
    return this.#hold?.has(queue) ?? false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#renewal);
    this.#queues.clear();
    const hold = this.#hold;
    this.#hold = undefined;
    await hold?.end();
  }

  /** The new hold is there before the old one lets go. */
  async #renew(): Promise<void> {
    const next = await this.#takeUp();
    const previous = this.#hold;
    if (this.#closed) return next.end();
    this.#hold = next;
    this.#onState({ on: true });
    next.onEnd(() => this.#onHoldEnded(next));
    this.#renewAfter(renewMs);
    await previous?.end();
  }

  /** A hold on all queues that are still there. */
  async #takeUp(): Promise<Hold> {
    for (;;) {
      const hold = await this.#openHold();
      let current: string | undefined;
      try {
        for (const queue of this.#queues) {
          current = queue;
          await hold.add(queue);
        }
        return hold;
      } catch (thrown) {
        await hold.end();
        const error = readChannelError(thrown, 'keep topics alive');
        const mayGo = current !== undefined && ofOneQueue.includes(error.code);
        if (current === undefined || !mayGo) throw error;
        this.#queues.delete(current);
        // Asked for again it would end the hold on all the others again.
        if (error.code !== 'not-found') this.#refused.add(current);
      }
    }
  }

  #renewAfter(ms: number): void {
    clearTimeout(this.#renewal);
    if (this.#closed) return;
    this.#renewal = setTimeout(() => {
      this.#inTurn(() => this.#renew()).catch((error: unknown) => {
        // Without a connection there is nothing to try: who makes the next one opens it again.
        const isAway = error instanceof BusError && error.code === 'not-connected';
        if (!isAway) this.#renewAfter(againMs);
      });
    }, ms);
  }

  /** Until it is back, a topic whose last subscriber vanishes goes with it. */
  #onHoldEnded(hold: Hold): void {
    if (this.#hold !== hold) return;
    this.#hold = undefined;
    this.#onState({
      on: false,
      reason: 'The connection that keeps topics alive is down; it is opened again.',
    });
    this.#renewAfter(againMs);
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}
