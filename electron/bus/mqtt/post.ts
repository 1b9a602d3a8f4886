import { randomUUID } from 'node:crypto';
import type { SubscriberRef } from '../../../shared/bus/bus-event';
import type { Verb } from '../../../shared/bus/message';
import type { Burial } from '../backend';
import { nobody } from './link';
import { broadcastTopic, deadTopic, ownTopic, workTopic } from './names';
import { burialMarks, copyOf, lastBy, type Marks, type Raw } from './wire';

export type Publish = (
  topic: string,
  body: Uint8Array | string,
  options?: { retain?: boolean; properties?: Raw['properties'] },
) => Promise<number>;

export type Hold = (raw: Raw, id: string, topic: string, marks: Marks) => Promise<void>;

/** A retained message without a payload would be none. */
const emptyMark = 'eventbus-empty';

/** Where copies of delivered messages go. Each resolves true once the broker has the copy for sure, false when nobody takes it. */
export class Post {
  readonly #publish: Publish;
  /** Takes what nobody takes; without it nothing does. */
  readonly #hold: Hold | undefined;

  constructor(publish: Publish, hold?: Hold) {
    this.#publish = publish;
    this.#hold = hold;
  }

  /** In line again: a publish for any subscriber, or held for the first one, a broadcast for the one that failed. */
  async again(
    raw: Raw,
    id: string,
    { topic, verb, marks, subscriberId }: { topic: string; verb: Verb; marks: Marks; subscriberId: string },
  ): Promise<boolean> {
    const target = verb === 'publish' ? workTopic(topic) : ownTopic(subscriberId);
    if ((await this.#publish(target, raw.body, { properties: copyOf(raw, id, marks) })) !== nobody)
      return true;
    if (verb !== 'publish' || this.#hold === undefined) return false;
    await this.#hold(raw, id, topic, marks);
    return true;
  }

  /** To all that are there. */
  async toAll(raw: Raw, id: string, topic: string): Promise<boolean> {
    const properties = copyOf(raw, id, startingOver);
    return (await this.#publish(broadcastTopic(topic), raw.body, { properties })) !== nobody;
  }

  async bury(
    raw: Raw,
    id: string,
    { topic, verb, subscriber }: { topic: string; verb: Verb; subscriber: SubscriberRef },
    burial: Burial,
  ): Promise<void> {
    const marks = { ...lastBy(subscriber), ...burialMarks(verb, burial) };
    await this.keep(deadTopic(topic, randomUUID()), raw.body, copyOf(raw, id, marks));
  }

  /** The broker retains it, also when it is empty. */
  async keep(topic: string, body: Uint8Array, properties: Raw['properties']): Promise<void> {
    if (body.length > 0) {
      await this.#publish(topic, body, { retain: true, properties });
      return;
    }
    const userProperties = { ...properties.userProperties, [emptyMark]: '1' };
    await this.#publish(topic, ' ', { retain: true, properties: { ...properties, userProperties } });
  }

  async forget(topic: string): Promise<void> {
    await this.#publish(topic, '', { retain: true });
  }
}

/** Nothing of a life before is left but the id and when it was first published. */
export const startingOver: Marks = {
  attempt: undefined,
  interrupted: undefined,
  'last-by': undefined,
  'last-name': undefined,
};

/** What was kept, as it was sent. */
export function kept<Kept extends Raw>(raw: Kept): Kept {
  const { [emptyMark]: isEmpty, ...userProperties } = raw.properties.userProperties ?? {};
  if (isEmpty === undefined) return raw;
  return { ...raw, body: Buffer.alloc(0), properties: { ...raw.properties, userProperties } };
}
