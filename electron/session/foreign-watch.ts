import type { AnswerType, BusEvent, LetterType } from '../../shared/bus/bus-event';
import type { ForeignConsumers } from '../../shared/ipc/ipc';
import type { EventBus } from '../bus/event-bus';

/** How often the broker is asked who else consumes a topic, ms. */
const intervalMs = 2000;

interface Flow {
  /** Subscribers of ours. */
  subscribers: number;
  /** Publishes of ours the broker confirmed. */
  sent: number;
  /** First deliveries of them that came to us. */
  received: number;
}

/**
 * Looks for consumers of other programs on our topics. They take their turn like ours, and one that answers nothing
 * holds its share for ever: without this a share that goes elsewhere cannot be explained.
 */
export class ForeignWatch {
  readonly #bus: EventBus;
  readonly #onChange: () => void;
  readonly #flows = new Map<string, Flow>();
  #found: readonly ForeignConsumers[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(bus: EventBus, onChange: () => void) {
    this.#bus = bus;
    this.#onChange = onChange;
    if (bus.capabilities.foreignConsumers && bus.capabilities.countsConsumers) this.#schedule();
  }

  list(): readonly ForeignConsumers[] {
    return this.#found;
  }

  /** Only topics that we subscribe to are watched: of the others nobody asks whose share is whose. */
  add(event: BusEvent): void {
    switch (event.type) {
      case 'subscriberAdded': {
        const flow = this.#flows.get(event.topic) ?? { subscribers: 0, sent: 0, received: 0 };
        flow.subscribers += 1;
        this.#flows.set(event.topic, flow);
        break;
      }
      case 'subscriberRemoved': {
        const flow = this.#flows.get(event.topic);
        if (flow === undefined) break;
        flow.subscribers -= 1;
        if (flow.subscribers === 0) this.#flows.delete(event.topic);
        break;
      }
      case 'confirmed':
      case 'delivered': {
        const flow = this.#flows.get(event.topic);
        if (flow === undefined || event.verb !== 'publish') break;
        if (event.type === 'confirmed') flow.sent += 1;
        else if (event.attempt === 1 && !event.foreign) flow.received += 1;
        break;
      }
      case 'dropped': {
        // It went to nobody.
        const flow = this.#flows.get(event.topic);
        if (flow !== undefined) flow.sent = Math.max(flow.received, flow.sent - event.count);
        break;
      }
      default:
        event.type satisfies
          | AnswerType
          | LetterType
          | 'published'
          | 'held'
          | 'returned'
          | 'publishFailed'
          | 'subscriberChanged'
          | 'tapped'
          | 'tapMissed'
          | 'connection';
        break;
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#look()
        // A look that fails is repeated; what is wrong with the link is told by its state.
        .catch(() => {})
        .finally(() => {
          if (!this.#closed) this.#schedule();
        });
    }, intervalMs);
  }

  async #look(): Promise<void> {
    if (this.#bus.status.state !== 'ready') return;
    const found: ForeignConsumers[] = [];
    for (const [topic, flow] of this.#flows) {
      // One that may not be looked at hides no other.
      const status = await this.#bus.inspect(topic).catch(() => undefined);
      const { ready = 0, consumers: all = 0, ownConsumers = 0 } = status ?? {};
      const consumers = all - ownConsumers;
      if (consumers <= 0) continue;
      found.push({
        topic,
        consumers,
        taken: Math.max(0, flow.sent - flow.received - ready),
        ready,
      });
    }
    if (this.#closed || JSON.stringify(found) === JSON.stringify(this.#found)) return;
    this.#found = found;
    this.#onChange();
  }
}
