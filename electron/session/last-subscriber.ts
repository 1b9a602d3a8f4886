import { BusError } from '../../shared/bus/errors';
import type { EventBus } from '../bus/event-bus';
import { pause } from '../bus/pause';
import type { Subscribers } from './subscribers';

/** The broker is asked for so long, ms: a link that is slow or broken is no reason to keep somebody from leaving. */
const askedForMs = 1500;
/** So many topics are named. */
const mostNamed = 3;

/** What goes with a topic. */
interface AtStake {
  /** At the broker. */
  readonly waiting: number;
  /** With our subscribers. */
  readonly unanswered: number;
}

/** What takes the topics away. */
type Cause = 'last subscriber' | 'keep alive';

/**
 * Throws `would-lose` when messages wait in a topic that the broker removes with its last subscriber, or are in the hands of it, and
 * this is the last. If the topic cannot be inspected, the removal goes ahead.
 */
export async function guardBacklog(bus: EventBus, subscribers: Subscribers, id: string): Promise<void> {
  const { topic } = subscribers.info(id);
  const isLast = subscribers.list().every((each) => each.id === id || each.topic !== topic);
  const endsWithIt = bus.capabilities.topicEndsWithLastSubscriber || !bus.keptTopics().includes(topic);
  if (!isLast || !mayLose(bus) || !endsWithIt) return;
  const loss = await lossOf(bus, subscribers, [topic], 'last subscriber');
  if (loss !== undefined) throw new BusError('would-lose', loss);
}

/**
 * The same for all topics at once when the connection ends: they lose their subscribers and what keeps them alive, which is on this
 * connection as well.
 */
export async function guardBacklogs(bus: EventBus, subscribers: Subscribers): Promise<void> {
  if (!mayLose(bus)) return;
  const kept = bus.keptTopics();
  const topics = [...new Set([...subscribers.topics(), ...kept])];
  const loss = await lossOf(bus, subscribers, topics, kept.length > 0 ? 'keep alive' : 'last subscriber');
  if (loss !== undefined) throw new BusError('would-lose', loss);
}

/** Whether topics can end with what we have on this connection at all. */
export function mayLose({ capabilities, status }: EventBus): boolean {
  return (capabilities.topicEndsWithLastSubscriber || capabilities.keepAlive) && status.state !== 'closed';
}

/** What goes with these topics, as a sentence; undefined when nothing does, or nobody can tell. */
async function lossOf(
  bus: EventBus,
  subscribers: Subscribers,
  topics: readonly string[],
  cause: Cause,
): Promise<string | undefined> {
  const { state } = bus.status;
  if ((state !== 'ready' && state !== 'blocked') || topics.length === 0) return undefined;
  const lost = new Map<string, AtStake>();
  let asked = 0;
  const asking = Promise.all(
    topics.map(async (topic) => {
      const found = await bus.inspect(topic).catch(() => undefined);
      asked += 1;
      const { ready = 0, consumers = 0, ownConsumers = 0 } = found ?? {};
      if (found === undefined || found.outlivesSubscribers || consumers > ownConsumers) return;
      const unanswered = subscribers.unanswered(topic);
      if (ready + unanswered > 0) lost.set(topic, { waiting: ready, unanswered });
    }),
  );
  await Promise.race([asking, pause(askedForMs)]);
  return lost.size === 0 ? undefined : inWords(lost, cause, asked < topics.length);
}

function inWords(lost: ReadonlyMap<string, AtStake>, cause: Cause, isMore: boolean): string {
  const sum = (of: keyof AtStake) => [...lost.values()].reduce((all, each) => all + each[of], 0);
  const [waiting, unanswered] = [sum('waiting'), sum('unanswered')];
  const named = [...lost.keys()].slice(0, mostNamed).map((topic) => `“${topic}”`);
  const more = lost.size - named.length;
  const where = named.join(', ') + (more > 0 ? ` and ${more} more ${more === 1 ? 'topic' : 'topics'}` : '');
  const [its, queue] =
    lost.size === 1 ? ['its last subscriber', 'queue'] : ['their last subscribers', 'queues'];
  const [withWhat, why] =
    cause === 'keep alive'
      ? ['with this connection', `“Keep alive” ends with it, and the broker then removes the ${queue}`]
      : [`with ${its}`, `the broker then removes the ${queue}`];
  const atLeast = isMore ? 'At least ' : '';
  if (waiting === 0) {
    const [messages, are, go] = unanswered === 1 ? ['message', 'is', 'goes'] : ['messages', 'are', 'go'];
    return `${atLeast}${unanswered} ${messages} in ${where} ${are} not answered yet and ${go} ${withWhat}: ${why}.`;
  }
  const [messages, go] = waiting === 1 ? ['message waits', 'goes'] : ['messages wait', 'go'];
  const first = `${atLeast}${waiting} ${messages} in ${where} and ${go} ${withWhat}: ${why}.`;
  if (unanswered === 0) return first;
  return `${first} So ${unanswered === 1 ? 'does 1 that is' : `do ${unanswered} that are`} in hand and not answered yet.`;
}
