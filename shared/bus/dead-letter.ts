import type { DeadReason, MessageSummary } from './message';

/** A message that was given up on, as it lies in the dead letters of its topic. */
export interface DeadLetter {
  /** Unique among the dead letters of its topic: a broadcast may fail on several subscribers under one message id. */
  readonly id: string;
  readonly message: MessageSummary;
  readonly reason: DeadReason;
  readonly attempts: number;
  /** The last attempt's error text. */
  readonly error?: string;
  /** The name of the subscriber that had it last. */
  readonly lastBy?: string;
  /** When it became a dead letter, ms since the epoch, where known. */
  readonly at?: number;
}

/** The oldest dead letters of a topic, as many as were asked for. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  /** How many there are, listed or not. */
  readonly total: number;
}

/** How many dead letters of a topic are listed at first, and how many more at a time. */
export const deadLettersListed = 1000;
/** So many can be listed at most. */
export const mostDeadLettersListed = 100_000;
