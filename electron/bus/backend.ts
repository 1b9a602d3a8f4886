import type { Dropped, SubscriberState } from '../../shared/bus/bus-event';
import type { ConnectionStatus } from '../../shared/bus/connection';
import type { DeadLetter } from '../../shared/bus/dead-letter';
import type { FoundTopic } from '../../shared/bus/found-topic';
import type { DeadReason } from '../../shared/bus/message';
import type { Sight, TapInfo, TapSees } from '../../shared/bus/tap';
import type { Dispose } from './emitter';
import type { Message } from './message';

/**
 * What a broker has to do for the bus. A backend moves messages; the bus (`bus.ts`) decides on attempts, retries and
 * dead letters and tells what happened. Every backend passes `test/backend-contract.ts`.
 *
 * The contract in prose:
 *
 * - A message sent with `publish` is delivered to exactly one subscription of its topic, the next in turn that has a
 *   free place in its prefetch. With no subscription it is held for the first one or, without
 *   `holdsWithoutSubscriber`, returned.
 * - A message sent with `broadcast` is delivered to each subscription there is at that moment, and to nobody later.
 * - A subscription has at most `prefetch` unanswered publishes and as many unanswered broadcasts: the two ways do not wait for
 *   each other. A backend whose broker has one limit for both may have fewer in hand.
 * - Each subscription gets the messages of one sender in the order they were sent, retries apart.
 * - A delivery is answered exactly once. One that can no longer be answered, because its link died or its subscription
 *   was closed first, is reported to `onLost` and is delivered again to somebody.
 * - A body's bytes arrive unchanged.
 * - `close` is ordered and idempotent, and leaves no timer, listener or socket behind.
 */
export interface Backend {
  /** What it can do is a part of its status. */
  readonly status: ConnectionStatus;
  onStatus(listener: (status: ConnectionStatus) => void): Dispose;

  /**
   * Resolves when ready. Rejects with what went wrong first; where trying again may help, the backend goes on trying
   * all the same, as `status` tells, until `close`.
   */
  connect(): Promise<void>;
  /** While reconnecting: ends the pause. Else nothing. */
  reconnectNow(): void;

  /** Resolves once the broker has taken responsibility, or says that nobody takes it. */
  send(message: Message): Promise<SendAnswer>;
  subscribe(request: SubscribeRequest): Promise<BackendSubscription>;

  /**
   * Calls back with one dead letter of the topic after the other, about from the oldest on, and waits for each call.
   * Returns how many there are, read or not.
   */
  readDeadLetters(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number>;
  /**
   * Calls back when a delayed retry was due and found no subscriber, after it was put to the dead letters of its topic.
   * A backend whose topics outlive their subscribers never does.
   */
  onRetryReturned(listener: (message: Message, attempts: number) => void): Dispose;
  /** Calls back when messages that waited were dropped by a limit of the connection. */
  onDropped(listener: (dropped: Dropped) => void): Dispose;
  /**
   * Sends dead letters to their origin again, counted from attempt 1: what was published to the topic, what was
   * broadcast to the subscriber that failed or, when that one is gone, to all. Those that nobody takes stay where they
   * are. Returns the messages it sent.
   */
  replay(topic: string, request: ReplayRequest): Promise<Message[]>;
  /** Throws dead letters away. Returns those it threw away. */
  discard(topic: string, choice: DeadLetterChoice): Promise<Message[]>;

  /** Topics that are there only because this backend keeps them alive: they end with it, whoever else subscribes here. */
  keptTopics(): readonly string[];

  /** Of the topics that were used on this connection those that somebody else has made in another way. */
  foundTopics(): readonly FoundTopic[];

  /**
   * Watches a topic and takes nothing from anybody. It comes back by itself when the link was lost; what happened meanwhile it has
   * not seen.
   */
  tap(request: TapRequest): Promise<BackendTap>;

  /** How a topic stands at the broker, or `undefined` when there is none of that name. */
  inspect(topic: string): Promise<TopicStatus | undefined>;

  close(): Promise<void>;
}

export interface SendAnswer {
  readonly outcome: 'routed' | 'held' | 'returned';
  /** The broker's words, when returned. */
  readonly detail?: string;
}

export interface SubscribeRequest {
  readonly topic: string;
  /** The subscriber's id; what it gives up carries it. */
  readonly subscriberId: string;
  readonly name: string;
  readonly prefetch: number;
  /**
   * True when the retry policy has a delay: a backend that needs a way back for what waits sets it up now. A single retry may
   * be delayed all the same. A backend may ignore it.
   */
  readonly mayBeDelayed: boolean;
  /** Takes a delivery and returns at once; it must not throw. */
  readonly onDelivery: (delivery: BackendDelivery) => void;
  /** An unanswered delivery can no longer be answered: its link died or its subscription let go of it. */
  readonly onLost: (delivery: BackendDelivery) => void;
  readonly onState: (state: SubscriberState, reason?: string) => void;
}

export interface BackendSubscription {
  /**
   * Takes no new deliveries, gives the running ones `graceMs` to be answered, then lets go of the rest, which are
   * delivered to somebody else. Idempotent.
   */
  close(graceMs: number): Promise<void>;
  /** Gives it a link of its own, so that its crash is nobody else's. Does nothing where each has one anyway. */
  isolate(): Promise<void>;
  /** Cuts what it runs on without answering anything, as a killed process would. It comes back by itself. */
  crash(): void;
}

export interface TapRequest {
  readonly topic: string;
  /** The broker traces what goes through it, so that all of it can be seen. Means nothing where a broker knows no such thing. */
  readonly traced: boolean;
  /** Before each opening: has the broker trace again, which it forgets when it is restarted. */
  readonly ensureTraced?: () => Promise<void>;
  /** Who is behind a connection, by the broker's name for it. */
  readonly programOf?: (connection: string) => string | undefined;
  readonly onSight: (message: Message, sight: Sight, attempt: number) => void;
  /** So many, at least, came faster than they were read, and were dropped before this tap saw them. */
  readonly onMissed: (count: number) => void;
  readonly onState: (state: TapInfo['state'], reason?: string) => void;
}

export interface BackendTap {
  readonly sees: TapSees;
  /** Leaves nothing behind at the broker. Idempotent. */
  close(): Promise<void>;
}

export interface BackendDelivery {
  readonly message: Message;
  /** 1-based. */
  readonly attempt: number;
  /** How often a delivery of this message ended without an answer, this time's news included. */
  readonly interrupted: number;
  readonly redelivered: boolean;
  readonly foreign: boolean;
  /** Why it cannot be tried again, so that it can be acked or given up and nothing else. */
  readonly cannotRetry?: string | undefined;
  /** The broker has counted `interrupted` by itself: no {@link checkpoint} is needed. */
  readonly interruptionRecorded: boolean;
  /** The bus's own: what it does with this one, as long as it does. */
  run?: { lose(): void } | undefined;

  /**
   * Done: the broker may forget it. Like every answer it tells whether it could be given: false once the delivery is
   * lost, and then it did nothing. It does not reject.
   */
  ack(): Promise<boolean>;
  /**
   * Has the message delivered again with the attempt, after the delay, and lets go of this delivery only when the broker has
   * taken that. Where it cannot be placed it keeps trying and reports the state `stuck`.
   */
  retry(retry: RetryRequest): Promise<boolean>;
  /** Puts it to the topic's dead letters, and only when it is there lets go of this one. Else as `retry`. */
  deadLetter(burial: Burial): Promise<boolean>;
  /**
   * Has the broker keep `interrupted` before the message is run again, so that one that kills processes is found out. Ends this
   * delivery: the message is delivered again, with the count.
   */
  checkpoint(): Promise<boolean>;
}

export interface RetryRequest {
  readonly attempt: number;
  readonly delayMs: number;
}

/** A dead letter keeps an error's first words, bytes of UTF-8. */
export const maxErrorBytes = 2048;

export interface Burial {
  readonly reason: DeadReason;
  readonly attempts: number;
  readonly error?: string;
}

export interface StoredDeadLetter extends DeadLetter {
  readonly body: Uint8Array;
  /** The subscriber that gave it up; empty where that is not known. */
  readonly subscriberId: string;
}

export interface StoredDeadLetters {
  /** In the order in which they died. */
  readonly letters: StoredDeadLetter[];
  /** How many the topic has, whatever was asked for. */
  readonly total: number;
}

/** Which are read; all by default. */
export interface DeadLetterQuery {
  readonly ids?: ReadonlySet<string>;
  /** Ends with so many of them. */
  readonly most?: number;
  /** Ends once their payloads have come to this, bytes; the one that exceeds it is the last. */
  readonly mostBytes?: number;
}

/** What it needs of a letter it keeps for itself: a letter with its payload may be large. */
export type DeadLetterVisitor = (letter: StoredDeadLetter) => void | Promise<void>;

/** `all`, or those with these ids. */
export interface DeadLetterChoice {
  readonly ids: 'all' | ReadonlySet<string>;
}

export interface ReplayRequest extends DeadLetterChoice {
  /** Replaces what is sent. */
  readonly edit?: (message: Message) => Message;
  /** Called for each that is taken, and before a subscriber can have it wherever that is known beforehand. */
  readonly onSend: (message: Message) => void;
}

export interface TopicStatus {
  /** Messages that wait for a consumer; only where the broker `countsWaiting`. */
  readonly ready?: number;
  /** All consumers of what is published to the topic, ours among them; only where the broker `countsConsumers`. */
  readonly consumers?: number;
  readonly ownConsumers: number;
  /** It stays, with what waits in it, when its last subscriber goes, whatever the capabilities say of topics. */
  readonly outlivesSubscribers?: boolean;
}
