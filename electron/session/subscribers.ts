import type { Behaviour } from '../../shared/bus/behaviour';
import type { SubscriberInfo } from '../../shared/bus/bus-event';
import type { RetryPolicy } from '../../shared/bus/connection';
import { BusError } from '../../shared/bus/errors';
import type { RequestArgument } from '../../shared/ipc/ipc';
import type { KeptSubscriber } from '../../shared/window/kept-setup';
import type { Delivery } from '../bus/delivery';
import type { EventBus } from '../bus/event-bus';
import type { Subscription } from '../bus/subscription';
import { type ManualAnswer, Simulator, type Stage } from './simulate/simulator';

interface Simulated {
  readonly subscription: Subscription;
  readonly simulator: Simulator;
  /** Here for a scenario: not kept for the next time. */
  readonly isPassing: boolean;
}

export type Added = RequestArgument<'addSubscribers'> & {
  readonly paused?: boolean | undefined;
  readonly isPassing?: boolean | undefined;
};

/** The simulated subscribers of one bus, in the order they were added. */
export class Subscribers {
  readonly #bus: EventBus;
  readonly #compile: Stage['compile'];
  readonly #all = new Map<string, Simulated>();
  readonly #most: number;
  #begun = 0;

  /** Of all deliveries together only so many are handled; what comes after them is held. Default: all. */
  constructor(bus: EventBus, compile: Stage['compile'], most = Number.POSITIVE_INFINITY) {
    this.#bus = bus;
    this.#compile = compile;
    this.#most = most;
  }

  list(): readonly SubscriberInfo[] {
    return [...this.#all.values()].map(infoOf);
  }

  /** Those that were added for a scenario. */
  passing(): readonly SubscriberInfo[] {
    return [...this.#all.values()].filter(({ isPassing }) => isPassing).map(infoOf);
  }

  /** As they can be opened again. */
  kept(): KeptSubscriber[] {
    const own = [...this.#all.values()].filter(({ isPassing }) => !isPassing);
    return own.map((simulated) => {
      const { topic, name, prefetch, behaviour, retry } = infoOf(simulated);
      return {
        topic,
        name,
        prefetch,
        behaviour,
        ...(retry.from === 'subscriber' ? { retry: retry.policy } : {}),
        ...(simulated.subscription.isPaused ? { paused: true } : {}),
      };
    });
  }

  /** Adds them one after the other, so that they take turns in the order of their numbers. */
  async add({
    topic,
    name,
    count,
    prefetch,
    behaviour,
    retry,
    paused = false,
    isPassing = false,
  }: Added): Promise<SubscriberInfo[]> {
    const added: SubscriberInfo[] = [];
    for (const each of this.#names(topic, name, count)) {
      const simulator: Simulator = new Simulator(behaviour, {
        crash: () => subscription.crash(),
        compile: this.#compile,
      });
      const subscription = this.#bus.prepare({
        topic,
        name: each,
        prefetch,
        handler: (delivery) => this.#handle(simulator, delivery),
        paused,
        ...(retry === undefined ? {} : { retry }),
      });
      const simulated = { subscription, simulator, isPassing };
      // Listed before it takes its first delivery, so that this one finds a pane.
      this.#all.set(subscription.id, simulated);
      try {
        await subscription.open();
        if (behaviour.rule.type === 'crash') await subscription.isolate();
      } catch (error) {
        this.#all.delete(subscription.id);
        await subscription.close(0);
        throw error;
      }
      added.push(infoOf(simulated));
    }
    return added;
  }

  async setBehaviour(id: string, behaviour: Behaviour): Promise<SubscriberInfo> {
    const simulated = this.#get(id);
    if (behaviour.rule.type === 'crash') await simulated.subscription.isolate();
    simulated.simulator.behaviour = behaviour;
    return infoOf(simulated);
  }

  /** So that {@link crash} is nobody else's; what it has in hand is delivered again. */
  async isolate(id: string): Promise<void> {
    await this.#get(id).subscription.isolate();
  }

  /** Once, whatever its behaviour is. */
  crash(id: string): void {
    this.#get(id).subscription.crash();
  }

  setRetry(id: string, policy: RetryPolicy | undefined): void {
    this.#get(id).subscription.setRetry(policy);
  }

  pause(id: string, paused: boolean): SubscriberInfo {
    const simulated = this.#get(id);
    if (paused) simulated.subscription.pause();
    else simulated.subscription.resume();
    return infoOf(simulated);
  }

  info(id: string): SubscriberInfo {
    return infoOf(this.#get(id));
  }

  async remove(id: string): Promise<void> {
    const { subscription } = this.#get(id);
    this.#all.delete(id);
    // A simulated handler is no real work: what it holds goes to the others at once.
    await subscription.close(0);
  }

  /** All at once; what they have in hand goes to others. */
  async stop(): Promise<void> {
    const all = [...this.#all.values()];
    for (const { subscription } of all) subscription.pause();
    await Promise.all(all.map(({ subscription }) => subscription.close(0)));
  }

  answer(deliveryId: string, answer: ManualAnswer): void {
    const waited = [...this.#all.values()].some(({ simulator }) => simulator.answer(deliveryId, answer));
    if (!waited) throw new BusError('not-found', 'This delivery does not wait for an answer any more.');
  }

  /** What they have in hand of a topic's publishes. */
  unanswered(topic: string): number {
    let count = 0;
    for (const { subscription } of this.#all.values()) {
      if (subscription.topic === topic) count += subscription.unanswered;
    }
    return count;
  }

  topics(): ReadonlySet<string> {
    return new Set([...this.#all.values()].map(({ subscription }) => subscription.topic));
  }

  #handle(simulator: Simulator, delivery: Delivery): Promise<void> {
    if (this.#begun >= this.#most) return untilLost(delivery);
    this.#begun += 1;
    return simulator.handle(delivery);
  }

  #has(topic: string, name: string): boolean {
    for (const { subscription } of this.#all.values()) {
      if (subscription.name === name && subscription.topic === topic) return true;
    }
    return false;
  }

  #get(id: string): Simulated {
    const found = this.#all.get(id);
    if (found === undefined) throw new BusError('not-found', 'That subscriber is not there any more.');
    return found;
  }

  /** `name` for one, `name-1`, `name-2`, … for several; numbers that are taken on this topic are passed over. */
  #names(topic: string, name: string, count: number): string[] {
    // Asked for each of some thousand that are opened one after the other.
    if (count === 1 && !this.#has(topic, name)) return [name];
    const taken = new Set(
      [...this.#all.values()].flatMap(({ subscription }) =>
        subscription.topic === topic ? [subscription.name] : [],
      ),
    );
    const names: string[] = [];
    for (let number = 1; names.length < count; number += 1) {
      const candidate = `${name}-${number}`;
      if (!taken.has(candidate)) names.push(candidate);
    }
    return names;
  }
}

function untilLost({ signal }: Delivery): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function infoOf({ subscription, simulator }: Simulated): SubscriberInfo {
  const { id, name, topic, prefetch, retry, state, reason } = subscription;
  const { behaviour } = simulator;
  return { id, name, topic, prefetch, behaviour, retry, state, ...(reason === undefined ? {} : { reason }) };
}
