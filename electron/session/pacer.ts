import { setImmediate } from 'node:timers/promises';
import { pauseUntil } from '../bus/pause';
import { Slots } from './slots';

/** One of many that are sent in a row. */
export interface Step {
  /** When it is due, ms after the start; 0 for as soon as there is room. */
  readonly dueMs: number;
  /** What has to be there before its turn comes, such as bytes from a file: never two at a time, so the order stays. */
  readonly ready?: () => Promise<void>;
  /** Sends it, and answers whether the broker had it: what is taken back says nothing of its pace. Never rejects. */
  readonly send: () => Promise<boolean>;
}

/**
 * So many at first, and one more with each answer. A broker that takes nothing says so only once it was given something, and what it
 * was given cannot be taken back.
 */
const firstConcurrency = 16;

/** How long it may keep the event loop to itself, ms. */
const turnMs = 8;
/** Where each run must be as the one before: so many steps, however long they take. */
const evenTurn = 50;

/** Sends one after the other: each when it is due, so many under way at a time, until the signal says stop. */
export class Pacer {
  readonly #most: number;
  readonly #signal: AbortSignal;
  readonly #slots: Slots;
  readonly #isEven: boolean;

  /**
   * At most so many are under way at a time; the bus bounds the sum over all who send. `even`: others have their turn by the count
   * of steps and not by the clock.
   */
  constructor(most: number, signal: AbortSignal, { even = false } = {}) {
    this.#isEven = even;
    this.#most = most;
    this.#signal = signal;
    this.#slots = new Slots(Math.min(firstConcurrency, most));
  }

  /** Ends when everything that was begun is answered, also when a step could not be made ready; answers how long it took, ms. */
  async run(steps: Iterable<Step>): Promise<number> {
    const started = performance.now();
    try {
      await this.#begin(steps, started);
    } finally {
      await this.#slots.idle();
    }
    return performance.now() - started;
  }

  async #begin(steps: Iterable<Step>, started: number): Promise<void> {
    let turnBegan = started;
    let stepsInTurn = 0;
    for (const { dueMs, ready, send } of steps) {
      if (dueMs > 0) await pauseUntil(started + dueMs, this.#signal);
      if (this.#signal.aborted) break;
      if (ready !== undefined) await ready();
      await this.#slots.enter();
      // It may have waited long, and have been stopped in the meantime.
      if (this.#signal.aborted) {
        this.#slots.leave();
        break;
      }
      void this.#send(send);
      // The in-memory bus answers without ever leaving this turn of the event loop: others must have theirs.
      stepsInTurn += 1;
      if (this.#isEven ? stepsInTurn === evenTurn : performance.now() - turnBegan > turnMs) {
        await setImmediate();
        turnBegan = performance.now();
        stepsInTurn = 0;
      }
    }
  }

  async #send(send: Step['send']): Promise<void> {
    try {
      if (await send()) this.#slots.widen(this.#most);
    } finally {
      this.#slots.leave();
    }
  }
}
