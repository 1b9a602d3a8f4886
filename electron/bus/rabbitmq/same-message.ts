import { createHash } from 'node:crypto';
import type { Sight } from '../../../shared/bus/tap';
import type { Raw } from './wire';

/** Messages of which it is known that they went into a queue. */
const mostKnown = 20_000;

interface Known {
  readonly id: string;
  delivered: boolean;
}

/**
 * Finds what belongs together of messages that have no id: what goes out of a queue is the oldest of those that went in and are the same
 * byte for byte. Which of two equal ones it was makes no difference to anybody.
 */
export class SameMessage {
  readonly #known = new Map<string, Known[]>();
  #size = 0;

  idOf(raw: Raw, sight: Sight, newId: () => string): string {
    const mark = markOf(raw);
    if (sight.what === 'published') {
      const id = newId();
      for (const queue of sight.routedTo ?? []) this.#add(`${queue}\n${mark}`, { id, delivered: false });
      return id;
    }
    const key = `${sight.queue}\n${mark}`;
    const all = this.#known.get(key) ?? [];
    const found = all.find(({ delivered }) => delivered === sight.redelivered) ?? all[0];
    if (found === undefined) {
      const id = newId();
      this.#add(key, { id, delivered: true });
      return id;
    }
    found.delivered = true;
    return found.id;
  }

  #add(key: string, known: Known): void {
    const all = this.#known.get(key);
    if (all === undefined) this.#known.set(key, [known]);
    else all.push(known);
    this.#size += 1;
    while (this.#size > mostKnown) this.#forgetOldest();
  }

  /** Those that went out first. */
  #forgetOldest(): void {
    const [oldest] = this.#known;
    if (oldest === undefined) return;
    const [key, all] = oldest;
    all.shift();
    this.#size -= 1;
    this.#known.delete(key);
    // To the end: another key's turn.
    if (all.length > 0) this.#known.set(key, all);
  }
}

function markOf({ content, properties }: Raw): string {
  return createHash('sha1').update(JSON.stringify(properties)).update(content).digest('base64');
}
