import type { BusEvent } from '../shared/bus/bus-event';
import { describeThrown } from '../shared/bus/errors';
import type { Message } from './message';
import type { BusListener } from './options';

type OnError = (error: unknown, event: BusEvent) => unknown;

/** Those who listen to a bus. One that throws, at once or later, ends neither the bus nor the process. */
export class Telling {
  readonly #listeners = new Set<{ readonly listener: BusListener }>();
  readonly #onError: OnError;

  constructor(onError: OnError = warn) {
    this.#onError = onError;
  }

  /** Twice the same is two listeners. */
  add(listener: BusListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  tell(event: BusEvent, message?: Message): void {
    for (const { listener } of this.#listeners) {
      this.#guarded(
        () => listener(event, message),
        (error) => this.#report(error, event),
      );
    }
  }

  #report(error: unknown, event: BusEvent): void {
    this.#guarded(
      () => this.#onError(error, event),
      (another) => warn(another, event),
    );
  }

  #guarded(call: () => unknown, onError: (error: unknown) => void): void {
    try {
      const returned = call();
      if (returned instanceof Promise) returned.catch(onError);
    } catch (error) {
      onError(error);
    }
  }
}

function warn(error: unknown, { type }: BusEvent): void {
  const stack = error instanceof Error && typeof error.stack === 'string' ? { detail: error.stack } : {};
  process.emitWarning(`A listener of the bus failed at an event “${type}”: ${describeThrown(error)}`, {
    type: 'BusdeckWarning',
    ...stack,
  });
}
