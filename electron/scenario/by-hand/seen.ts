import type { BusEvent } from '../../../shared/bus/bus-event';
import type { DeadReason, Verb } from '../../../shared/bus/message';
import type { UnexpectedKind } from '../../../shared/scenario/scenario';

/** So many messages are known one by one; where there are more, only the counts are. */
const mostMessages = 5000;

const countNames = [
  ...(['published', 'delivered', 'acked', 'failed', 'interrupted'] as const),
  ...(['deadLettered', 'replayed', 'discarded', 'foreign'] as const),
];
export type CountName = (typeof countNames)[number];

/** How a topic stood at a moment. */
export interface TopicMoment {
  readonly at: number;
  /** When something last happened on it. */
  readonly lastAt: number;
  readonly counts: Readonly<Record<CountName, number>>;
  /** How many each had in hand. */
  readonly holders: ReadonlyMap<string, number>;
  /** Retries that were to come. */
  readonly retries: number;
  /** Messages that had not come to their end. */
  readonly open: number;
}

export interface SeenMessage {
  readonly verb: Verb;
  /** Sent from here. */
  readonly isOurs: boolean;
  outcome: 'routed' | 'held' | 'returned' | 'failed' | undefined;
  attempts: number;
  readonly deaths: { readonly reason: DeadReason; readonly attempts: number; isLeft: boolean }[];
}

export interface SeenTopic {
  readonly now: TopicMoment;
  /** Each of them; none at all where there were too many. */
  readonly messages: readonly SeenMessage[] | undefined;
  /** How many each subscriber acked, by verb. */
  readonly ackedBy: ReadonlyMap<Verb, ReadonlyMap<string, number>>;
  /** What a scenario takes for unexpected. */
  readonly odd: ReadonlySet<UnexpectedKind>;
}

interface Topic {
  lastAt: number;
  readonly counts: Record<CountName, number>;
  readonly messages: Map<string, SeenMessage>;
  readonly ackedBy: Map<Verb, Map<string, number>>;
  /** The holder by the delivery. */
  readonly inHand: Map<string, string>;
  readonly retries: Set<string>;
  readonly open: Set<string>;
  readonly odd: Set<UnexpectedKind>;
}

const newTopic = (): Topic => ({
  lastAt: 0,
  counts: Object.fromEntries(countNames.map((name) => [name, 0])) as Record<CountName, number>,
  ...{ messages: new Map(), ackedBy: new Map(), inHand: new Map() },
  ...{ retries: new Set(), open: new Set(), odd: new Set() },
});

/** What happened on the topics that a person has touched, as far as expectations can be made of it. */
export class Seen {
  readonly #topics = new Map<string, Topic>();
  #messages = 0;
  #isLost = false;

  /** From now on it is looked at. */
  watch(topic: string): void {
    if (!this.#topics.has(topic)) this.#topics.set(topic, newTopic());
  }

  moment(name: string): TopicMoment {
    const { lastAt, counts, inHand, retries, open } = this.#topics.get(name) ?? newTopic();
    const holders = new Map<string, number>();
    for (const holder of inHand.values()) holders.set(holder, (holders.get(holder) ?? 0) + 1);
    return {
      ...{ at: Date.now(), lastAt, counts: { ...counts }, holders },
      ...{ retries: retries.size, open: open.size },
    };
  }

  topic(name: string): SeenTopic {
    const { messages, ackedBy, odd } = this.#topics.get(name) ?? newTopic();
    return {
      now: this.moment(name),
      messages: this.#isLost ? undefined : [...messages.values()],
      ackedBy,
      odd,
    };
  }

  /** Who has a delivery in hand, and whether nothing has been in hand there for longer. */
  holder(deliveryId: string): { name: string; topic: string; isOldest: boolean } | undefined {
    for (const [topic, { inHand }] of this.#topics) {
      const name = inHand.get(deliveryId);
      if (name === undefined) continue;
      const [oldest] = [...inHand].find(([, holder]) => holder === name) ?? [];
      return { name, topic, isOldest: oldest === deliveryId };
    }
    return undefined;
  }

  add(event: BusEvent): void {
    const name =
      event.type === 'published' ? event.message.topic : 'topic' in event ? event.topic : undefined;
    const topic = name === undefined ? undefined : this.#topics.get(name);
    if (topic === undefined || event.type === 'tapped' || event.type === 'tapMissed') return;
    topic.lastAt = event.at;
    this.#count(topic, event);
    this.#follow(topic, event);
  }

  #count({ counts, odd }: Topic, event: BusEvent): void {
    switch (event.type) {
      case 'retryReturned':
        counts.deadLettered += 1;
        odd.add('deadLettered');
        return;
      case 'delivered':
        counts.delivered += 1;
        if (event.foreign) counts.foreign += 1;
        return;
      case 'interrupted':
      case 'deadLettered':
      case 'returned':
      case 'publishFailed':
      case 'dropped':
        odd.add(event.type);
        break;
    }
    if (event.type in counts) counts[event.type as CountName] += 1;
  }

  #follow(topic: Topic, event: BusEvent): void {
    const { messages, inHand, retries, open, ackedBy } = topic;
    switch (event.type) {
      case 'published': {
        const { id, verb } = event.message;
        this.#messageOf(topic, id, verb, true);
        if (verb === 'publish') this.#keep(() => open.add(id));
        return;
      }
      case 'confirmed':
        outcomeOf(messages, event.messageId, 'routed');
        return;
      case 'held':
        outcomeOf(messages, event.messageId, 'held');
        return;
      case 'returned':
      case 'publishFailed':
        outcomeOf(messages, event.messageId, event.type === 'returned' ? 'returned' : 'failed');
        open.delete(event.messageId);
        return;
      case 'delivered': {
        const message = this.#messageOf(topic, event.messageId, event.verb, false);
        if (message !== undefined) message.attempts = Math.max(message.attempts, event.attempt);
        retries.delete(wayOf(event));
        this.#keep(() => {
          inHand.set(event.deliveryId, event.subscriber.name);
          open.add(wayOf(event));
        });
        return;
      }
      case 'acked': {
        const shares = ackedBy.get(event.verb) ?? new Map<string, number>();
        const { name } = event.subscriber;
        if (shares.size < 1000 || shares.has(name)) shares.set(name, (shares.get(name) ?? 0) + 1);
        ackedBy.set(event.verb, shares);
        inHand.delete(event.deliveryId);
        open.delete(wayOf(event));
        return;
      }
      case 'failed':
        inHand.delete(event.deliveryId);
        return;
      case 'interrupted':
        if (event.deliveryId !== undefined) inHand.delete(event.deliveryId);
        return;
      case 'retryScheduled':
        this.#keep(() => retries.add(wayOf(event)));
        return;
      case 'deadLettered':
        inHand.delete(event.deliveryId);
        died(topic, wayOf(event), event);
        return;
      case 'retryReturned':
        died(topic, event.messageId, { ...event, reason: 'unroutable' });
        return;
      case 'replayed':
        for (const death of messages.get(event.messageId)?.deaths ?? []) death.isLeft = false;
        if (event.verb === 'publish') this.#keep(() => open.add(event.messageId));
        return;
      case 'discarded':
        for (const death of messages.get(event.messageId)?.deaths ?? []) death.isLeft = false;
        return;
      case 'subscriberRemoved':
        // A broadcast that it had in hand has no other way to its end.
        for (const way of open) if (way.endsWith(` ${event.subscriber.name}`)) open.delete(way);
        return;
      default:
        return;
    }
  }

  #messageOf({ messages }: Topic, id: string, verb: Verb, isOurs: boolean): SeenMessage | undefined {
    const known = messages.get(id);
    if (known !== undefined) return known;
    this.#messages += 1;
    const seen: SeenMessage = { verb, isOurs, outcome: undefined, attempts: 0, deaths: [] };
    this.#keep(() => messages.set(id, seen));
    return seen;
  }

  /** What is known one by one is of no use any more once it is not known of all. */
  #keep(keep: () => void): void {
    if (this.#messages <= mostMessages) {
      keep();
      return;
    }
    if (this.#isLost) return;
    this.#isLost = true;
    for (const { messages, inHand, open, retries } of this.#topics.values())
      for (const each of [messages, inHand, open, retries]) each.clear();
  }
}

/** A publish has one way to its end, a broadcast one to each subscriber. */
function wayOf(event: { messageId: string; verb: Verb; subscriber: { name: string } }): string {
  return event.verb === 'publish' ? event.messageId : `${event.messageId} ${event.subscriber.name}`;
}

function outcomeOf(
  messages: Map<string, SeenMessage>,
  id: string,
  outcome: NonNullable<SeenMessage['outcome']>,
): void {
  const message = messages.get(id);
  if (message !== undefined) message.outcome = outcome;
}

function died(
  { messages, retries, open }: Topic,
  way: string,
  { messageId, reason, attempts }: { messageId: string; reason: DeadReason; attempts: number },
): void {
  retries.delete(way);
  open.delete(way);
  messages.get(messageId)?.deaths.push({ reason, attempts, isLeft: true });
}
