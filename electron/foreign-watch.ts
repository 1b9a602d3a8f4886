import type { BusEvent } from '../shared/bus-event';
import type { ForeignConsumers } from '../shared/ipc';
import type { Bus } from './bus/bus';

/** How often the broker is asked who else consumes a topic, ms. */
const intervalMs = 2000;

interface Flow {
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
  readonly #bus: Bus;
  readonly #onChange: () => void;
  readonly #flows = new Map<string, Flow>();
  #found: readonly ForeignConsumers[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(bus: Bus, onChange: () => void) {
    this.#bus = bus;
    this.#onChange = onChange;
    if (bus.capabilities.foreignConsumers) this.#schedule();
  }

  list(): readonly ForeignConsumers[] {
    return this.#found;
  }

  add(event: BusEvent): void {
    if (event.type === 'subscriberAdded') this.#flow(event.topic);
    else if (event.type === 'confirmed' && event.verb === 'publish') this.#flow(event.topic).sent += 1;
    else if (
      event.type === 'delivered' &&
      event.verb === 'publish' &&
      event.attempt === 1 &&
      !event.foreign
    ) {
      this.#flow(event.topic).received += 1;
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #flow(topic: string): Flow {
    const flow = this.#flows.get(topic) ?? { sent: 0, received: 0 };
    this.#flows.set(topic, flow);
    return flow;
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
      const status = await this.#bus.inspect(topic);
      const consumers = status === undefined ? 0 : status.consumers - status.ownConsumers;
      if (status === undefined || consumers <= 0) continue;
      found.push({
        topic,
        consumers,
        taken: Math.max(0, flow.sent - flow.received - status.ready),
        ready: status.ready,
      });
    }
    if (this.#closed || JSON.stringify(found) === JSON.stringify(this.#found)) return;
    this.#found = found;
    this.#onChange();
  }
}
