import { BusError } from '../../shared/bus/errors';
import type { Bus } from '../bus/event-bus';
import type { Subscribers } from './subscribers';

/**
 * Throws `would-lose` when messages wait in a topic whose queue the broker removes with its last subscriber, and this is the
 * last. A queue that nobody can be asked about is none to be afraid for.
 */
export async function guardBacklog(bus: Bus, subscribers: Subscribers, id: string): Promise<void> {
  const { topic } = subscribers.info(id);
  const isLast = subscribers.list().every((each) => each.id === id || each.topic !== topic);
  if (!bus.capabilities.topicEndsWithLastSubscriber || !isLast || bus.status.state !== 'ready') return;
  const found = await bus.inspect(topic).catch(() => undefined);
  const { ready = 0, consumers = 0, ownConsumers = 0 } = found ?? {};
  if (ready === 0 || consumers > ownConsumers) return;
  const [messages, go] = ready === 1 ? ['message waits', 'goes'] : ['messages wait', 'go'];
  throw new BusError(
    'would-lose',
    `${ready} ${messages} in “${topic}” and ${go} with its last subscriber: the broker then removes the queue.`,
  );
}
