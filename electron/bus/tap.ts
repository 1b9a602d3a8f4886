import { randomUUID } from 'node:crypto';
import type { BusFact } from '../../shared/bus/bus-event';
import type { Sight, TapInfo, TapRef } from '../../shared/bus/tap';
import type { Backend, BackendTap, TapRequest } from './backend';
import { type Message, summarise } from './message';

export interface TapOptions extends Partial<Pick<TapRequest, 'traced' | 'programOf' | 'ensureTraced'>> {
  /** Something in its {@link Tap.info} is different now. */
  readonly onChange?: () => void;
}

interface TapContext extends TapOptions {
  readonly backend: Backend;
  readonly emit: (fact: BusFact, message?: Message) => void;
  readonly onChange: () => void;
  readonly onClosed: () => void;
}

/** Watches a topic. What it sees are events; it takes, holds and answers nothing. */
export class Tap {
  readonly id = randomUUID();
  readonly topic: string;
  readonly #context: TapContext;
  #tap: BackendTap | undefined;
  #state: TapInfo['state'] = 'recovering';
  #reason: string | undefined;
  #missed = 0;
  #seen = 0;
  #closed = false;

  constructor(topic: string, context: TapContext) {
    this.topic = topic;
    this.#context = context;
  }

  async open(): Promise<void> {
    const { backend, traced = false, programOf, ensureTraced } = this.#context;
    this.#tap = await backend.tap({
      topic: this.topic,
      traced,
      ...(programOf === undefined ? {} : { programOf }),
      ...(ensureTraced === undefined ? {} : { ensureTraced }),
      onSight: (...sight) => this.#see(...sight),
      onMissed: (count) => {
        this.#missed += count;
        if (!this.#closed)
          this.#context.emit({ type: 'tapMissed', tap: this.#ref, topic: this.topic, count });
        this.#changed();
      },
      onState: (state, reason) => {
        this.#state = state;
        this.#reason = reason;
        this.#changed();
      },
    });
    if (this.#closed) await this.#tap.close();
  }

  get info(): TapInfo {
    return {
      id: this.id,
      topic: this.topic,
      sees: this.#tap?.sees ?? 'broadcasts',
      state: this.#state,
      missed: this.#missed,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#context.onClosed();
    await this.#tap?.close();
  }

  get #ref(): TapRef {
    return { id: this.id, topic: this.topic };
  }

  #see(message: Message, sight: Sight, attempt: number): void {
    if (this.#closed) return;
    this.#seen += 1;
    const { id: messageId, topic, verb } = message;
    this.#context.emit(
      {
        type: 'tapped',
        messageId,
        topic,
        verb,
        sightId: `${this.id}/${this.#seen}`,
        tap: this.#ref,
        sight,
        attempt,
        message: summarise(message),
      },
      message,
    );
  }

  #changed(): void {
    if (!this.#closed) this.#context.onChange();
  }
}
