import { onTestFinished } from 'vitest';
import type { Handler } from '../../electron/bus/delivery';
import { type BusOptions, EventBus, type SendReceipt } from '../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import type { Subscription } from '../../electron/bus/subscription';
import { type RabbitmqInput, rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { Recorder } from './recorder';

export interface RabbitmqBusOptions extends Omit<BusOptions, 'backend'> {
  /** The URL and whatever else a connection may be given. */
  connection: Omit<RabbitmqInput, 'kind'>;
}

/** A bus on RabbitMQ, not yet connected. */
export function createBus({ connection, ...options }: RabbitmqBusOptions): EventBus {
  const parsed = rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', ...connection });
  return new EventBus({ backend: new RabbitmqBackend(parsed), ...options });
}

/** The same, closed when the test ends, whereupon its whole event stream is checked. */
export function rabbitmqBus(options: RabbitmqBusOptions): { bus: EventBus; recorder: Recorder } {
  const bus = createBus(options);
  const recorder = new Recorder(bus);
  onTestFinished(async () => {
    await bus.close();
    recorder.checkInvariants();
  });
  return { bus, recorder };
}

export async function connectedBus(
  options: RabbitmqBusOptions,
): Promise<{ bus: EventBus; recorder: Recorder }> {
  const use = rabbitmqBus(options);
  await use.bus.connect();
  return use;
}

export const publishMany = (bus: EventBus, topic: string, count: number): Promise<SendReceipt>[] =>
  Array.from({ length: count }, (_, i) => bus.publish({ topic, body: Buffer.from(String(i)) }));

export function subscribe(
  bus: EventBus,
  topic: string,
  handler: Handler = () => undefined,
  rest: { name?: string; prefetch?: number } = {},
): Promise<Subscription> {
  return bus.subscribe({ topic, name: 'subscriber', ...rest, handler });
}
