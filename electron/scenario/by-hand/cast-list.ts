import { isDeepStrictEqual } from 'node:util';
import { type Behaviour, formatBehaviour } from '../../../shared/bus/behaviour';
import type { SubscriberInfo } from '../../../shared/bus/bus-event';
import type { RetryPolicy } from '../../../shared/bus/connection';
import { definedOf } from '../../../shared/bus/defined';

/** A subscriber as it is at a point of the scenario. */
export interface Player {
  readonly topic: string;
  /** In the window. */
  readonly own: string;
  /** In the scenario: there each name is that of one subscriber, whatever the topic. */
  readonly name: string;
  readonly prefetch: number;
  behaviour: Behaviour;
  retry: RetryPolicy;
  paused: boolean;
}

/** Those who are there, in the order in which they came, and under which name. */
export class CastList {
  readonly #players = new Map<string, Player>();
  /** By the name in the scenario, for good: the topic it is used on. */
  readonly #named = new Map<string, string>();

  add({ topic, name, prefetch, behaviour, retry, state }: SubscriberInfo): Player {
    const player: Player = {
      ...{ topic, own: name, name: this.nameOf(topic, name), prefetch, behaviour, retry: retry.policy },
      paused: state === 'paused',
    };
    this.#named.set(player.name, topic);
    this.#players.set(keyOf(topic, name), player);
    return player;
  }

  get({ topic, name }: { readonly topic: string; readonly name: string }): Player | undefined {
    return this.#players.get(keyOf(topic, name));
  }

  remove({ topic, name }: { readonly topic: string; readonly name: string }): void {
    this.#players.delete(keyOf(topic, name));
  }

  on(topic: string): Player[] {
    return this.all().filter((player) => player.topic === topic);
  }

  all(): Player[] {
    return [...this.#players.values()];
  }

  /** Another one of this name is on another topic, and steps go by names alone. */
  nameOf(topic: string, name: string): string {
    const holder = this.#named.get(name);
    return holder === undefined || holder === topic ? name : `${name}-of-${topic}`.slice(0, 64);
  }
}

const keyOf = (topic: string, name: string) => JSON.stringify([topic, name]);

/** As they are written: those that differ by their numbers alone are one entry. */
export function entriesOf(
  players: readonly Player[],
  { topic: written, retry: common }: { topic: (name: string) => string; retry: RetryPolicy },
): Record<string, unknown>[] {
  const left = [...players];
  const entries: Record<string, unknown>[] = [];
  for (let first = left[0]; first !== undefined; first = left[0]) {
    const base = /^(.+)-1$/.exec(first.name)?.[1];
    let count = 1;
    while (base !== undefined && isNext(first, left[count], `${base}-${count + 1}`)) count += 1;
    left.splice(0, count);
    const { topic, behaviour, prefetch, retry, paused } = first;
    const does = formatBehaviour(behaviour);
    entries.push(
      definedOf({
        ...{ name: count > 1 ? base : first.name, topic: written(topic) },
        ...(count > 1 ? { count } : {}),
        ...(does === 'ack' ? {} : { behaviour: does }),
        ...(prefetch === 1 ? {} : { prefetch }),
        ...(isDeepStrictEqual(retry, common) ? {} : { retry: retryWords(retry) }),
        ...(paused ? { paused } : {}),
      }),
    );
  }
  return entries;
}

const noNames = { own: '', name: '' };

function isNext(first: Player, next: Player | undefined, name: string): boolean {
  if (next === undefined || next.name !== name) return false;
  return isDeepStrictEqual({ ...next, ...noNames }, { ...first, ...noNames });
}

/** As a scenario has it; it knows delays that double, without anything random. */
export function retryWords({ maxRetries, delay }: RetryPolicy): Record<string, unknown> {
  if (delay.type === 'immediate') return { maxRetries, delay: 0 };
  if (delay.type === 'fixed') return { maxRetries, delay: `${delay.ms}ms` };
  return { maxRetries, delay: `${delay.first}ms..${delay.max}ms` };
}
