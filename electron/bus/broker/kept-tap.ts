import type { BusError } from '../../../shared/bus/errors';
import type { TapSees } from '../../../shared/bus/tap';
import type { BackendTap, TapRequest } from '../backend';
import type { Dispose } from '../emitter';
import { pause } from '../pause';
import { tryAgain } from './try-again';

/** What a tap has at the broker. */
export interface TapLink {
  readonly ended: boolean;
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
  readonly readError: (thrown: unknown) => BusError;
  /** Trying again is of no use. */
  readonly isFinal: (error: BusError) => boolean;
  readonly onClosed: () => void;
}

/** A link may end as soon as it is there: it is not opened anew without a breath, ms. */
const breathMs = 200;

/** A tap with a link of its own, which is opened again whenever it is lost. */
export class KeptTap implements BackendTap {
  readonly sees: TapSees;
  readonly #options: KeptTapOptions;
  readonly #closing = new AbortController();
  #link: TapLink | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: KeptTapOptions) {
    this.sees = options.sees;
    this.#options = options;
  }

  /** For the first time; rejects in words when it cannot be opened. Closed meanwhile, it leaves nothing behind. */
  async start(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      await this.close();
      throw this.#options.readError(error);
    }
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
    const onEnd = (error: unknown) => {
      if (this.#link !== link || this.#closing.signal.aborted) return;
      this.#link = undefined;
      this.#options.onState('recovering', this.#options.readError(error).message);
      void this.#reopen();
    };
    link.onEnd(onEnd);
    // It may be over before anybody listened.
    if (link.ended) onEnd(new Error('The link was cut.'));
  }

  async #reopen(): Promise<void> {
    const { signal } = this.#closing;
    await pause(breathMs, signal);
    await tryAgain(() => this.#open(), {
      isWanted: () => !signal.aborted,
      stopped: signal,
      onFailed: (thrown) => {
        if (signal.aborted) return 'stop';
        const error = this.#options.readError(thrown);
        const isFinal = this.#options.isFinal(error);
        this.#options.onState(isFinal ? 'failed' : 'recovering', error.message);
        return isFinal ? 'stop' : 'later';
      },
    });
  }
}
