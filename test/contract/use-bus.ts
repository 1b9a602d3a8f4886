import { onTestFinished } from 'vitest';
import type { Delivery } from '../../electron/bus/delivery';
import type { BusOptions, EventBus } from '../../electron/bus/event-bus';
import type { SubscribeOptions, Subscription } from '../../electron/bus/subscription';
import type { ContractSubject } from '../backend-contract';
import { Recorder } from '../support/recorder';

export interface BusInUse {
  readonly bus: EventBus;
  readonly recorder: Recorder;
  /** Subscribes and notes what is delivered; without a handler everything is acked. */
  subscriber(
    options: Omit<SubscribeOptions, 'handler' | 'name'> & Partial<SubscribeOptions>,
  ): Promise<Subscriber>;
}

export interface Subscriber {
  readonly subscription: Subscription;
  /** In the order in which the handler got them. */
  readonly deliveries: Delivery[];
  readonly texts: string[];
  readonly attempts: number[];
}

/** A connected bus that is closed when the test ends, whereupon its whole event stream is checked. */
export async function useBus(
  subject: ContractSubject,
  options: Omit<BusOptions, 'backend'> = {},
): Promise<BusInUse> {
  const bus = subject.create(options);
  const recorder = new Recorder(bus);
  onTestFinished(async () => {
    await bus.close();
    recorder.checkInvariants();
  });
  await bus.connect();
  let count = 0;
  return {
    bus,
    recorder,
    async subscriber({ handler, ...rest }) {
      count += 1;
      const deliveries: Delivery[] = [];
      const subscription = await bus.subscribe({
        name: `subscriber-${count}`,
        ...rest,
        handler: (delivery) => {
          deliveries.push(delivery);
          return handler?.(delivery);
        },
      });
      return {
        subscription,
        deliveries,
        get texts() {
          return deliveries.map(textOf);
        },
        get attempts() {
          return deliveries.map(({ attempt }) => attempt);
        },
      };
    },
  };
}

export function textOf({ message: { body } }: Delivery): string {
  return new TextDecoder().decode(body);
}

export function fail(message = 'on purpose'): never {
  throw new Error(message);
}
