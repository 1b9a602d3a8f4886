import { type Behaviour, formatBehaviour, type Rule } from '../../../shared/bus/behaviour';
import { assertNever } from '../../../shared/bus/bus-event';
import { type Delivery, RetryLater } from '../../bus/delivery';
import type { Message } from '../../bus/message';
import { pause } from '../../bus/pause';

/** A failure on purpose. */
export class SimulatedFailure extends Error {
  override readonly name = 'SimulatedFailure';
}

export type ManualAnswer = 'ack' | 'fail' | { readonly retryAfterMs: number };

/** Whether a pattern is in a text, or in bytes that are UTF-8. At once where that is safe; rejects when it takes too long. */
export type PatternTest = (text: string | Uint8Array, signal: AbortSignal) => boolean | Promise<boolean>;

/** What a simulated subscriber needs of whoever runs it. */
export interface Stage {
  /** Kills what the subscriber runs on. */
  readonly crash: () => void;
  readonly compile: (pattern: string) => PatternTest;
}

/** Ends the wait of a delivery that waits for a person or for ever. */
interface Waiting {
  readonly answer: (answer: ManualAnswer) => void;
  readonly decideAgain: () => void;
}

/**
 * The handler of a simulated subscriber. Its behaviour may change at any time: what waits already (hanging, or for a
 * person) is decided again by the new one; a latency that runs is not.
 */
export class Simulator {
  readonly #waiting = new Map<string, Waiting>();
  readonly #stage: Stage;
  #behaviour: Behaviour;
  #random: () => number;
  #deliveries = 0;
  /** Of the present behaviour; compiled when first needed. */
  #pattern: PatternTest | undefined;

  constructor(behaviour: Behaviour, stage: Stage) {
    this.#behaviour = behaviour;
    this.#random = seededRandom(behaviour.seed);
    this.#stage = stage;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  set behaviour(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#random = seededRandom(behaviour.seed);
    this.#deliveries = 0;
    this.#pattern = undefined;
    for (const waiting of [...this.#waiting.values()]) waiting.decideAgain();
  }

  /** False when no delivery of that id waits. */
  answer(deliveryId: string, answer: ManualAnswer): boolean {
    const waiting = this.#waiting.get(deliveryId);
    waiting?.answer(answer);
    return waiting !== undefined;
  }

  readonly handle = async (delivery: Delivery): Promise<void> => {
    this.#deliveries += 1;
    const nth = this.#deliveries;
    const { min, max } = this.#behaviour.latency;
    const latency = min + (max - min) * (max > min ? this.#random() : 0);
    if (latency > 0) await pause(latency, delivery.signal);
    await this.#decide(delivery, nth);
  };

  async #decide(delivery: Delivery, nth: number): Promise<void> {
    const behaviour = this.#behaviour;
    const { rule } = behaviour;
    switch (rule.type) {
      case 'ack':
        return;
      case 'always':
      case 'first':
      case 'every':
      case 'rate':
        if (this.#fails(rule, delivery, nth)) throw failure(behaviour, delivery);
        return;
      case 'match': {
        this.#pattern ??= this.#stage.compile(rule.pattern);
        const matches = this.#pattern(textToMatch(delivery.message, rule.header), delivery.signal);
        // Waited for only where it must be: most patterns are tested at once.
        if (matches === true || (matches !== false && (await matches))) throw failure(behaviour, delivery);
        return;
      }
      case 'crash':
        this.#stage.crash();
        return this.#wait(delivery, nth);
      case 'hang':
      case 'manual':
        return this.#wait(delivery, nth);
      default:
        return assertNever(rule);
    }
  }

  #fails(rule: Rule, { attempt }: Delivery, nth: number): boolean {
    switch (rule.type) {
      case 'always':
        return true;
      case 'first':
        return attempt <= rule.attempts;
      case 'every':
        return nth % rule.nth === 0;
      case 'rate':
        return this.#random() < rule.probability;
      default:
        return false;
    }
  }

  #wait(delivery: Delivery, nth: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(delivery.id);
        delivery.signal.removeEventListener('abort', onLost);
      };
      const onLost = () => {
        leave();
        resolve();
      };
      this.#waiting.set(delivery.id, {
        answer: (answer) => {
          leave();
          if (answer === 'ack') resolve();
          else if (answer === 'fail') reject(new SimulatedFailure('Failed by hand.'));
          else reject(new RetryLater(answer.retryAfterMs, 'Put off by hand.'));
        },
        decideAgain: () => {
          leave();
          this.#decide(delivery, nth).then(resolve, reject);
        },
      });
      delivery.signal.addEventListener('abort', onLost);
      if (delivery.signal.aborted) onLost();
    });
  }
}

function failure(behaviour: Behaviour, { attempt }: Delivery): SimulatedFailure {
  return new SimulatedFailure(`Failed on purpose (${formatBehaviour(behaviour)}) on attempt ${attempt}.`);
}

function textToMatch({ body, headers }: Message, header: string | undefined): string | Uint8Array {
  if (header === undefined) return body;
  return Object.hasOwn(headers, header) ? String(headers[header]) : '';
}

/** The generator mulberry32: 32 bits of state, good enough to fail one message in five, the same ones every time. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
