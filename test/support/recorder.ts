import { expect } from 'vitest';
import type { EventBus } from '../../electron/bus/event-bus';
import type { BusEvent, BusEventOf, BusEventType } from '../../shared/bus/bus-event';
import { Hopeless, until } from './until';

/** Everything a bus tells, and what must be true of that whatever the test is about. */
export class Recorder {
  readonly events: BusEvent[] = [];

  constructor(bus: EventBus) {
    bus.onEvent((event) => {
      this.events.push(event);
    });
  }

  of<Type extends BusEventType>(type: Type): BusEventOf<Type>[] {
    return this.events.filter((event): event is BusEventOf<Type> => event.type === type);
  }

  /** Waits for so many events of a type, and fails when there are more. */
  async seen<Type extends BusEventType>(type: Type, count: number): Promise<BusEventOf<Type>[]> {
    return until(`${count} times ${type}`, () => {
      const found = this.of(type);
      if (found.length > count) throw new Hopeless(`${found.length} times ${type}, and not ${count}`);
      expect(found).toHaveLength(count);
      return found;
    });
  }

  /** Waits for anything else that the events show. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    await until(what, isSo);
  }

  /** What happened to one message from its first delivery on, in words such as `failed 2`. */
  life(messageId: string): string[] {
    return this.events.flatMap((event) => {
      switch (event.type) {
        case 'delivered':
        case 'acked':
        case 'failed':
        case 'deadLettered':
        case 'interrupted':
          return event.messageId === messageId ? [`${event.type} ${event.attempt}`] : [];
        case 'retryScheduled':
          return event.messageId === messageId ? [`${event.type} ${event.nextAttempt}`] : [];
        case 'retryReturned':
        case 'replayed':
        case 'discarded':
          return event.messageId === messageId ? [event.type] : [];
        default:
          return [];
      }
    });
  }

  /** What holds for every run of every backend. To be asked after the bus has closed. */
  checkInvariants(): void {
    expect([...this.#wrongSeqs(), ...this.#wrongDeliveries(), ...this.#wrongSends()]).toEqual([]);
    // Events cross the IPC: all of them must be plain data. One of each type tells.
    const samples = [...new Map(this.events.map((event) => [event.type, event])).values()];
    expect(structuredClone(samples)).toEqual(samples);
  }

  *#wrongSeqs(): Generator<string> {
    for (const [index, { seq }] of this.events.entries()) {
      if (seq !== index + 1) yield `seq ${seq} stands at place ${index + 1}`;
    }
  }

  /** Each delivery begins once, and ends once and after its beginning. */
  *#wrongDeliveries(): Generator<string> {
    const open = new Set<string>();
    const known = new Set<string>();
    for (const event of this.events) {
      if (event.type === 'delivered') {
        if (known.has(event.deliveryId)) yield `delivery ${event.deliveryId} began twice`;
        known.add(event.deliveryId);
        open.add(event.deliveryId);
      } else if (event.type === 'acked' || event.type === 'failed' || event.type === 'interrupted') {
        const { deliveryId } = event;
        if (deliveryId === undefined) continue;
        if (!open.delete(deliveryId)) yield `${event.type} for delivery ${deliveryId}, which does not run`;
      }
    }
    for (const deliveryId of open) yield `delivery ${deliveryId} never ended`;
  }

  /** Each message sent gets one answer, after `published`. */
  *#wrongSends(): Generator<string> {
    const unanswered = new Map<string, number>();
    const add = (id: string, change: number) => {
      const count = (unanswered.get(id) ?? 0) + change;
      unanswered.set(id, count);
      return count;
    };
    for (const event of this.events) {
      if (event.type === 'published') add(event.message.id, 1);
      if (event.type === 'confirmed' || event.type === 'returned' || event.type === 'publishFailed') {
        if (add(event.messageId, -1) < 0) yield `${event.type} for ${event.messageId}, which was not sent`;
      }
    }
    for (const [id, count] of unanswered) if (count > 0) yield `no answer to the publish of ${id}`;
  }
}
