import type { BusEvent } from '../shared/bus/bus-event';
import { describeThrown } from '../shared/bus/errors';
import type { Message } from './message';
import type { BusListener } from './options';

type OnError = (error: unknown, event: BusEvent) => unknown;

interface Entry {
  readonly listener: BusListener;
  hasFailed: boolean;
}

/** Those who listen to a bus. One that throws, at once or later, ends neither the bus nor the process. */
export class Telling {
  readonly #listeners = new Set<Entry>();
  readonly #onError: OnError | undefined;

  constructor(onError: OnError | undefined) {
    this.#onError = onError;
  }

  /** Twice the same is two listeners. */
  add(listener: BusListener): () => void {
    const entry: Entry = { listener, hasFailed: false };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  tell(event: BusEvent, message?: Message): void {
    for (const entry of this.#listeners) {
      guarded(
        () => entry.listener(event, message),
        (error) => this.#report(error, event, entry),
      );
    }
  }

  #report(error: unknown, event: BusEvent, entry: Entry): void {
    const onError = this.#onError;
    if (onError !== undefined) {
      guarded(
        () => onError(error, event),
        (another) => warn(another, event),
      );
    } else if (!entry.hasFailed) {
      // One that fails once may fail at each of thousands of events.
      entry.hasFailed = true;
      warn(error, event);
    }
  }
}

function guarded(call: () => unknown, onError: (error: unknown) => void): void {
  try {
    const returned = call();
    if (returned instanceof Promise) returned.catch(onError);
  } catch (error) {
    onError(error);
  }
}

function warn(error: unknown, { type }: BusEvent): void {
  const stack = error instanceof Error && typeof error.stack === 'string' ? { detail: error.stack } : {};
  process.emitWarning(`A listener of the bus failed at an event “${type}”: ${describeThrown(error)}`, {
    type: 'BusdeckWarning',
    ...stack,
  });
}
