import { maxHeaderBytes, maxPayloadBytes, maxPrefetch, maxTopicBytes } from './limits';
import { type Properties, propertyNames } from './message';

/** How much of something a broker takes. */
export interface Limits {
  /** A topic's name, bytes of UTF-8. */
  readonly topicBytes: number;
  /** All headers of a message together, bytes of their JSON. */
  readonly headerBytes: number;
  readonly payloadBytes: number;
  /** The largest prefetch of a subscriber. */
  readonly prefetch: number;
}

/**
 * What a broker can do. A part of the connection's status, since some brokers tell it only once they are connected, and some
 * of it depends on how the connection was set up. The window offers only what is here and says what is missing.
 */
export interface Capabilities {
  /** Delayed retries survive this process. */
  readonly durableDelays: boolean;
  /** Dead letters survive a restart of this process. */
  readonly durableDeadLetters: boolean;
  /** Messages can be lost when the broker restarts. */
  readonly losesOnBrokerRestart: boolean;
  /** Consumers of other programs may share a topic. */
  readonly foreignConsumers: boolean;
  /** The bus can keep a topic alive while it has no subscriber. */
  readonly keepAlive: boolean;
  /** The broker removes a topic with its last subscriber, and the messages that wait in it as well. */
  readonly topicEndsWithLastSubscriber: boolean;
  /** A publish without a subscriber is held for the first one; else it is returned. */
  readonly holdsWithoutSubscriber: boolean;
  /** A publish passes over a subscriber that has no free place; else it waits for the one whose turn it is. */
  readonly passesOverBusy: boolean;
  /** The broker tells how many consumers a topic has, those of other programs among them. */
  readonly countsConsumers: boolean;
  /** The broker tells how many messages wait in a topic. */
  readonly countsWaiting: boolean;
  /** `typed` values arrive as they were sent, `text` as their text; `none`: a message has no headers. */
  readonly headers: 'typed' | 'text' | 'none';
  /** The properties that travel with a message; one that does not is refused. */
  readonly properties: readonly (keyof Properties)[];
  readonly limits: Limits;
}

/** While nothing is connected. */
export const noCapabilities: Capabilities = {
  durableDelays: false,
  durableDeadLetters: false,
  losesOnBrokerRestart: false,
  foreignConsumers: false,
  keepAlive: false,
  topicEndsWithLastSubscriber: false,
  holdsWithoutSubscriber: false,
  passesOverBusy: true,
  countsConsumers: false,
  countsWaiting: false,
  headers: 'typed',
  properties: propertyNames,
  limits: {
    topicBytes: maxTopicBytes,
    headerBytes: maxHeaderBytes,
    payloadBytes: maxPayloadBytes,
    prefetch: maxPrefetch,
  },
};
