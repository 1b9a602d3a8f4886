import { BusError, type ErrorCode, isBusError, toErrorInfo } from '../../shared/bus/errors';
import type { Tracing } from '../../shared/window/tap';

/** Where a broker that can trace what goes through it is told to. */
export interface TracingSwitch {
  /** The broker and its part that is traced; without a password. */
  readonly place: string;
  /** Why it is needed, and what it costs, in sentences. */
  readonly words: NonNullable<Tracing['words']>;
  isOn(): Promise<boolean>;
  /** Rejects with a BusError in words. */
  set(on: boolean): Promise<void>;
  close(): void;
}

/** What Busdeck has switched on and not yet off again: kept over its end, since a crash asks nobody. */
export interface TracingJournal {
  places(): readonly TracedPlace[];
  add(place: TracedPlace): Promise<void>;
  remove(place: string): Promise<void>;
}

export interface TracedPlace {
  readonly place: string;
  /** The saved connection by which it can be switched off without asking anybody. */
  readonly profileId?: string | undefined;
}

interface Held {
  readonly control: TracingSwitch;
  holders: number;
  /** It was off before. */
  readonly ours: boolean;
}

/** Has a broker trace as long as somebody here needs it. What was on before stays on. */
export class TracingKeeper {
  readonly #journal: TracingJournal;
  readonly #held = new Map<string, Held>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(journal: TracingJournal) {
    this.#journal = journal;
  }

  async stateOf(control: TracingSwitch): Promise<Tracing> {
    const { place, words } = control;
    const ours = this.#held.get(place)?.ours ?? false;
    try {
      return { state: (await control.isOn()) ? 'on' : 'off', ours, words };
    } catch (error) {
      return { state: 'unknown', ours, words, problem: toErrorInfo(error) };
    }
  }

  /** Switches it on where it is off. The control is the keeper’s from here on; what is returned lets go of it, once. */
  hold(control: TracingSwitch, profileId?: string): Promise<() => Promise<void>> {
    return this.#inTurn(async () => {
      const { place } = control;
      const known = this.#held.get(place);
      if (known !== undefined) {
        control.close();
        if (known.ours && !(await known.control.isOn())) await known.control.set(true);
        known.holders += 1;
        return this.#release(place);
      }
      try {
        const wasOn = await control.isOn();
        // Before, and not after: a crash in between would leave it on for good.
        if (!wasOn) await this.#switchOn(control, profileId);
        const ours = !wasOn || this.#journal.places().some((each) => each.place === place);
        this.#held.set(place, { control, holders: 1, ours });
        return this.#release(place);
      } catch (error) {
        control.close();
        throw error;
      }
    });
  }

  /** A broker that was restarted does not trace any more: it is told again, where it was us who told it. */
  renew(place: string): Promise<void> {
    return this.#inTurn(async () => {
      const held = this.#held.get(place);
      if (held === undefined || (await held.control.isOn())) return;
      if (!held.ours) throw new BusError('not-permitted', 'Tracing was switched off by somebody else.');
      await held.control.set(true);
    });
  }

  /** Whether it was left on by a Busdeck that ended without a word; then it is off now. */
  cleanUp(control: TracingSwitch): Promise<boolean> {
    return this.#inTurn(async () => {
      try {
        const { place } = control;
        const isLeft = this.#journal.places().some((each) => each.place === place);
        if (!isLeft || this.#held.has(place)) return false;
        await switchedOff(control);
        await this.#journal.remove(place);
        return true;
      } finally {
        control.close();
      }
    });
  }

  /** All that is held. What cannot be switched off stays in the journal. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await Promise.allSettled([...this.#held.keys()].map((place) => this.#end(place)));
    });
  }

  /** What was refused did nothing; of any other failure it is not known, and the entry stays for the next time. */
  async #switchOn(control: TracingSwitch, profileId: string | undefined): Promise<void> {
    await this.#journal.add({ place: control.place, profileId });
    try {
      await control.set(true);
    } catch (error) {
      if (isBusError(error) && refusals.includes(error.code)) await this.#journal.remove(control.place);
      throw error;
    }
  }

  #release(place: string): () => Promise<void> {
    let released = false;
    return () => {
      if (released) return Promise.resolve();
      released = true;
      return this.#inTurn(async () => {
        const held = this.#held.get(place);
        if (held === undefined) return;
        held.holders -= 1;
        if (held.holders === 0) await this.#end(place);
      });
    };
  }

  async #end(place: string): Promise<void> {
    const held = this.#held.get(place);
    if (held === undefined) return;
    this.#held.delete(place);
    try {
      if (!held.ours) return;
      await switchedOff(held.control);
      await this.#journal.remove(place);
    } catch (cause) {
      throw new BusError(
        'unreachable',
        `Tracing could not be switched off at ${place}; Busdeck tries again the next time it is connected there.`,
        { cause },
      );
    } finally {
      held.control.close();
    }
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}

const refusals: readonly ErrorCode[] = ['access-refused', 'login-refused', 'not-found', 'not-permitted'];

/** What is not there any more does not trace. */
async function switchedOff(control: TracingSwitch): Promise<void> {
  await control.set(false).catch((error: unknown) => {
    if (!isBusError(error) || error.code !== 'not-found') throw error;
  });
}
