import { createHash } from 'node:crypto';
import type { Sight } from '../../../shared/bus/tap';
import type { Raw } from './wire';

/** Messages of which it is known that they went into a queue. */
const mostKnown = 20_000;

/** The ids of messages in a queue that are the same byte for byte, the oldest first. */
interface Alike {
  readonly waiting: string[];
  readonly delivered: string[];
}

/**
 * Finds what belongs together of messages that have no id: what goes out of a queue is the oldest of those that went in and are the same
 * byte for byte. Which of two equal ones it was makes no difference to anybody.
 */
export class SameMessage {
  readonly #known = new Map<string, Alike>();
  #size = 0;

  idOf(raw: Raw, sight: Sight, newId: () => string): string {
    const mark = markOf(raw);
    if (sight.what === 'published') {
      const id = newId();
      for (const queue of sight.routedTo ?? []) this.#of(`${queue}\n${mark}`).waiting.push(this.#count(id));
      this.#forget();
      return id;
    }
    const alike = this.#of(`${sight.queue}\n${mark}`);
    const [from, other] = sight.redelivered
      ? [alike.delivered, alike.waiting]
      : [alike.waiting, alike.delivered];
    const id = from.shift() ?? other.shift() ?? this.#count(newId());
    alike.delivered.push(id);
    this.#forget();
    return id;
  }

  #of(key: string): Alike {
    const found = this.#known.get(key);
    if (found !== undefined) return found;
    const created = { waiting: [], delivered: [] };
    this.#known.set(key, created);
    return created;
  }

  #count(id: string): string {
    this.#size += 1;
    return id;
  }

  /** Those that went out first, key by key. */
  #forget(): void {
    while (this.#size > mostKnown) {
      const [oldest] = this.#known;
      if (oldest === undefined) return;
      const [key, alike] = oldest;
      (alike.delivered.length > 0 ? alike.delivered : alike.waiting).shift();
      this.#size -= 1;
      this.#known.delete(key);
      // To the end: another key's turn.
      if (alike.delivered.length + alike.waiting.length > 0) this.#known.set(key, alike);
    }
  }
}

function markOf({ content, properties }: Raw): string {
  return createHash('sha1').update(JSON.stringify(properties)).update(content).digest('base64');
}
