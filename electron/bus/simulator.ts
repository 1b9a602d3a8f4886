import { type Behaviour, formatBehaviour, type Rule } from '../../shared/behaviour';
import { assertNever } from '../../shared/bus-event';
import { type Delivery, RetryLater } from './delivery';
import type { Message } from './message';
import { pause } from './pause';

/** A failure on purpose. */
export class SimulatedFailure extends Error {
  override readonly name = 'SimulatedFailure';
}

export type ManualAnswer = 'ack' | 'fail' | { readonly retryAfterMs: number };

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
  readonly #crash: () => void;
  #behaviour: Behaviour;
  #random: () => number;
  #deliveries = 0;

  /** `crash` kills what the subscriber runs on. */
  constructor(behaviour: Behaviour, crash: () => void) {
    this.#behaviour = behaviour;
    this.#random = seededRandom(behaviour.seed);
    this.#crash = crash;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  set behaviour(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#random = seededRandom(behaviour.seed);
    this.#deliveries = 0;
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
    const { rule } = this.#behaviour;
    switch (rule.type) {
      case 'ack':
        return;
      case 'always':
      case 'first':
      case 'every':
      case 'rate':
      case 'match':
        if (this.#fails(rule, delivery, nth)) throw this.#failure(delivery.attempt);
        return;
      case 'crash':
        this.#crash();
        return this.#wait(delivery, nth);
      case 'hang':
      case 'manual':
        return this.#wait(delivery, nth);
      default:
        return assertNever(rule);
    }
  }

  #fails(rule: Rule, { attempt, message }: Delivery, nth: number): boolean {
    switch (rule.type) {
      case 'always':
        return true;
      case 'first':
        return attempt <= rule.attempts;
      case 'every':
        return nth % rule.nth === 0;
      case 'rate':
        return this.#random() < rule.probability;
      case 'match':
        return new RegExp(rule.pattern).test(textToMatch(message, rule.header));
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

  #failure(attempt: number): SimulatedFailure {
    return new SimulatedFailure(
      `Failed on purpose (${formatBehaviour(this.#behaviour)}) on attempt ${attempt}.`,
    );
  }
}

function textToMatch({ body, headers }: Message, header: string | undefined): string {
  if (header !== undefined) return Object.hasOwn(headers, header) ? String(headers[header]) : '';
  return new TextDecoder().decode(body);
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
