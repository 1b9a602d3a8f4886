import { BusError } from '../../shared/bus/errors';
import type { Bus } from '../bus/event-bus';
import { pause } from '../bus/pause';
import type { Subscribers } from './subscribers';

/** The broker is asked for so long, ms: a link that is slow or broken is no reason to keep somebody from leaving. */
const askedForMs = 1500;
/** So many topics are named. */
const mostNamed = 3;

/**
 * Throws `would-lose` when messages wait in a topic that the broker removes with its last subscriber, and this is the last. If the
 * topic cannot be inspected, the removal goes ahead.
 */
export async function guardBacklog(bus: Bus, subscribers: Subscribers, id: string): Promise<void> {
  const { topic } = subscribers.info(id);
  const isLast = subscribers.list().every((each) => each.id === id || each.topic !== topic);
  if (!isLast) return;
  const loss = await backlogOf(bus, [topic]);
  if (loss !== undefined) throw new BusError('would-lose', loss);
}

/** The same for all topics at once: they lose their subscribers when the connection ends. */
export async function guardBacklogs(bus: Bus, subscribers: Subscribers): Promise<void> {
  const loss = await backlogOf(bus, [...subscribers.topics()]);
  if (loss !== undefined) throw new BusError('would-lose', loss);
}

/** What goes with the last subscribers of these topics, as a sentence; undefined when nothing does, or nobody can tell. */
async function backlogOf(bus: Bus, topics: readonly string[]): Promise<string | undefined> {
  const { capabilities, status } = bus;
  const isThere = status.state === 'ready' || status.state === 'blocked';
  if (!capabilities.topicEndsWithLastSubscriber || !isThere || topics.length === 0) return undefined;
  const waiting = new Map<string, number>();
  const asking = Promise.all(
    topics.map(async (topic) => {
      const {
        ready = 0,
        consumers = 0,
        ownConsumers = 0,
      } = (await bus.inspect(topic).catch(() => undefined)) ?? {};
      if (ready > 0 && consumers <= ownConsumers) waiting.set(topic, ready);
    }),
  );
  await Promise.race([asking, pause(askedForMs)]);
  if (waiting.size === 0) return undefined;
  const sum = [...waiting.values()].reduce((all, each) => all + each, 0);
  const [messages, go] = sum === 1 ? ['message waits', 'goes'] : ['messages wait', 'go'];
  const named = [...waiting.keys()].slice(0, mostNamed).map((topic) => `“${topic}”`);
  const more = waiting.size - named.length;
  const where = named.join(', ') + (more > 0 ? ` and ${more} more ${more === 1 ? 'topic' : 'topics'}` : '');
  const [its, queue] =
    waiting.size === 1 ? ['its last subscriber', 'queue'] : ['their last subscribers', 'queues'];
  return `${sum} ${messages} in ${where} and ${go} with ${its}: the broker then removes the ${queue}.`;
}
