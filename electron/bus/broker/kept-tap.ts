import type { TapSees } from '../../../shared/bus/tap';
import type { BackendTap, TapRequest } from '../backend';
import type { Dispose } from '../emitter';
import { tryAgain } from './try-again';

/** What a tap has at the broker. */
export interface TapLink {
  /** Calls back once when it is gone. */
  onEnd(listener: (error: unknown) => void): Dispose;
  close(): Promise<void>;
}

interface KeptTapOptions {
  readonly sees: TapSees;
  /** What it cannot see, or what comes of it, in a sentence. */
  readonly note?: string;
  readonly open: () => Promise<TapLink>;
  readonly onState: TapRequest['onState'];
  /** In words, and whether trying again is of no use. */
  readonly readError: (thrown: unknown) => { readonly message: string; readonly final: boolean };
  readonly onClosed: () => void;
}

/** A tap with a link of its own, which is opened again whenever it is lost. */
export class KeptTap implements BackendTap {
  readonly sees: TapSees;
  readonly #options: KeptTapOptions;
  readonly #closing = new AbortController();
  #link: TapLink | undefined;
  #closed: Promise<void> | undefined;

  /** Rejects when it cannot be opened the first time. */
  static async open(options: KeptTapOptions): Promise<KeptTap> {
    const tap = new KeptTap(options);
    await tap.#open();
    return tap;
  }

  private constructor(options: KeptTapOptions) {
    this.sees = options.sees;
    this.#options = options;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#options.onClosed();
    await this.#link?.close();
  }

  async #open(): Promise<void> {
    const link = await this.#options.open();
    if (this.#closing.signal.aborted) return link.close();
    this.#link = link;
    this.#options.onState('watching', this.#options.note);
    link.onEnd((error) => {
      if (this.#link !== link || this.#closing.signal.aborted) return;
      this.#link = undefined;
      this.#options.onState('recovering', this.#options.readError(error).message);
      void this.#reopen();
    });
  }

  async #reopen(): Promise<void> {
    await tryAgain(() => this.#open(), {
      isWanted: () => !this.#closing.signal.aborted,
      stopped: this.#closing.signal,
      onFailed: (thrown) => {
        const { message, final } = this.#options.readError(thrown);
        this.#options.onState(final ? 'failed' : 'recovering', message);
        return final ? 'stop' : 'later';
      },
    });
  }
}
