/** A pause that grows with each attempt. */
export declare interface Backoff {
    /** Before attempt 2, ms. */
    readonly first: number;
    /** Each further pause is this many times the one before, from 1 to 10. Default 2. */
    readonly factor?: number | undefined;
    /** No pause is longer, ms. */
    readonly max: number;
    /** The part of a pause that is drawn at random, from 0 to 1. Default 0. */
    readonly jitter?: number | undefined;
}

/** Which broker a bus is to be connected to: what `rabbitmq`, `redis` and `mqtt` make of a URL and its options. */
export declare interface Broker {
    readonly kind: 'memory' | 'rabbitmq' | 'redis' | 'mqtt';
}

/**
 * The one error class of the bus.
 *
 * ```ts
 * try {
 *   await bus.publish('', 'nobody');
 * } catch (error) {
 *   if (error instanceof BusError && error.code === 'invalid-argument') console.log(error.message);
 * }
 * ```
 */
export declare class BusError extends Error {
    readonly name = "BusError";
    readonly code: ErrorCode;
    readonly detail: string | undefined;
    constructor(code: ErrorCode, message: string, { detail, cause }?: BusErrorOptions);
    toInfo(): ErrorInfo;
}

declare interface BusErrorOptions {
    detail?: string | undefined;
    cause?: unknown;
}

/** Everything that happens on the bus, in order: the one truth, which the window, recordings and programs read. */
export declare type BusEvent = BusFact & Stamp;

/** The lifecycle without its stamp: what the bus's parts report. */
declare type BusFact = 
/** Handed to the broker; not yet confirmed. */
Of<'published', {
    readonly message: MessageSummary;
}>
/** The broker has taken responsibility. `latencyMs` runs from `published`. */
| Of<'confirmed', MessageRef & {
    readonly latencyMs: number;
}>
/** Confirmed, and waiting for the topic's first subscriber. */
| Of<'held', MessageRef>
/** Nobody there to take it. */
| Of<'returned', MessageRef & {
    readonly detail: string;
}>
/** Not sent, or its fate is unknown (`unknown-outcome`). */
| Of<'publishFailed', MessageRef & {
    readonly error: ErrorInfo;
}> | Of<'delivered', DeliveryRef & {
    readonly message: MessageSummary;
    /** The broker says an earlier delivery of this copy ended without an answer. */
    readonly redelivered: boolean;
    /** Published by another program. */
    readonly foreign: boolean;
    /** How often an earlier delivery ended without an answer. */
    readonly interrupted: number;
}>
/** `handlerMs`: how long the subscriber took. `latencyMs`: from publish to ack, where the publish was ours. */
| Of<'acked', DeliveryRef & {
    readonly handlerMs: number;
    readonly latencyMs?: number;
}> | Of<'failed', DeliveryRef & {
    readonly error: ErrorInfo;
    readonly handlerMs: number;
}> | Of<'retryScheduled', DeliveryRef & {
    readonly nextAttempt: number;
    readonly delayMs: number;
}>
/**
* A delivery ended without an answer: its subscriber, its process or its link died. With a `deliveryId` it is one of
* ours that had begun; without, the broker told of an earlier one. Counted apart from attempts.
*/
| Of<'interrupted', MessageRef & {
    readonly deliveryId?: string;
    readonly subscriber: SubscriberRef;
    readonly attempt: number;
    readonly count: number;
}> | Of<'deadLettered', DeliveryRef & {
    readonly reason: DeadReason;
    readonly attempts: number;
    readonly error?: ErrorInfo;
}>
/** A delayed retry was due when its topic had no subscriber: it is a dead letter now, `unroutable`. */
| Of<'retryReturned', MessageRef & {
    readonly attempts: number;
}>
/** Messages that waited in line were dropped, since more waited, or for longer, than the connection's limits allow. */
| Of<'dropped', Dropped>
/** A dead letter was sent to its origin again; attempts start at 1. */
| Of<'replayed', MessageRef & {
    readonly edited: boolean;
}>
/** A dead letter was thrown away on request. */
| Of<'discarded', MessageRef> | Of<'subscriberAdded', {
    readonly subscriber: SubscriberRef;
    readonly topic: string;
    readonly prefetch: number;
}> | Of<'subscriberChanged', {
    readonly subscriber: SubscriberRef;
    readonly topic: string;
    readonly state: SubscriberState;
    readonly reason?: string;
}> | Of<'subscriberRemoved', {
    readonly subscriber: SubscriberRef;
    readonly topic: string;
}>
/** A tap saw it, without taking it: none of ours need have to do with it. */
| Of<'tapped', MessageRef & {
    /** One for each sight, since the same message is seen several times. */
    readonly sightId: string;
    readonly tap: TapRef;
    readonly sight: Sight;
    /** 1-based, by the message's own header. */
    readonly attempt: number;
    readonly message: MessageSummary;
}>
/** So many, at least, came faster than the tap reads, and were dropped before it. */
| Of<'tapMissed', {
    readonly tap: TapRef;
    readonly topic: string;
    readonly count: number;
}> | Of<'connection', {
    readonly status: ConnectionStatus;
}>;

/** Called with each event of the bus; `published` and `delivered` bring the message along. */
export declare type BusListener = (event: BusEvent, message?: Message) => unknown;

/**
 * What a broker can do. A part of the connection's status, since some brokers tell it only once they are connected, and some
 * of it depends on how the connection was set up. The window offers only what is here and says what is missing.
 */
export declare interface Capabilities {
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

/** See {@link connectionStates}. */
export declare type ConnectionState = (typeof connectionStates)[number];

/**
 * The states of the supervisor that holds the link to the broker.
 *
 * - `idle`          nothing asked for yet
 * - `connecting`    the first try is under way
 * - `ready`         both directions work
 * - `blocked`       connected, but the broker has stopped reading publishes (alarm); consuming goes on
 * - `reconnecting`  the link is down and tries are made with growing pauses
 * - `failed`        stopped: trying again would not help until somebody changes something
 * - `closed`        closed on request
 */
declare const connectionStates: readonly ['idle', 'connecting', 'ready', 'blocked', 'reconnecting', 'failed', 'closed'];

/** How the link to the broker stands, and what the broker can do. `endpoint` never holds a password. */
export declare interface ConnectionStatus {
    readonly state: ConnectionState;
    /** Which kind of broker: `memory`, or the scheme's. */
    readonly kind: string;
    /** For people: `In-memory`, or the broker's URL without its password. */
    readonly endpoint: string;
    /** Why the state is what it is, as a sentence. */
    readonly reason?: string;
    readonly error?: ErrorInfo;
    /** While reconnecting: which try comes next (1-based) and when, ms since the epoch. */
    readonly nextTry?: {
        readonly attempt: number;
        readonly at: number;
    };
    /** The broker's product and version once known. */
    readonly server?: string;
    readonly keepAlive?: KeepAliveStatus;
    /** What the bus promises elsewhere and cannot on this broker, as sentences. */
    readonly fallenPromises?: readonly string[];
    readonly capabilities: Capabilities;
}

/** How a bus is connected. The retries are those of all its subscribers that have none of their own. */
export declare interface ConnectOptions extends RetryOptions {
    /** A message whose deliveries ended without an answer more often than this is a dead letter. Default 3. */
    readonly maxInterrupted?: number | undefined;
    /** A handler that takes longer has failed, ms; its `signal` is aborted and its result ignored. Default 0: no limit. */
    readonly handlerTimeoutMs?: number | undefined;
    /** How long `close` waits for running handlers, ms. Default 3000. */
    readonly closeGraceMs?: number | undefined;
    /**
     * What becomes of a publish whose link died before the broker confirmed it: `report` rejects it with `unknown-outcome`, `resend`
     * sends it again under its id, so that it may arrive twice. Default `report`.
     */
    readonly onLinkLoss?: 'report' | 'resend' | undefined;
    /** How much may be under way to the broker before `publish` waits. */
    readonly limits?: Partial<PublishLimits> | undefined;
    /** Files for a link over TLS. Default: the certificates that Node knows. */
    readonly tls?: TlsFiles | undefined;
    /** Goes on trying where the broker cannot be reached, until `signal` is aborted. Default false: `connect` rejects. */
    readonly waitForBroker?: boolean | undefined;
    /** Aborted, `connect` rejects with `cancelled`. Once it is connected this means nothing. */
    readonly signal?: AbortSignal | undefined;
    /** Called with each event from the first on; see `bus.onEvent`. */
    readonly onEvent?: BusListener | undefined;
    /**
     * Called with what a listener of events throws, or what it returns rejects with; the bus goes on. Default: a
     * warning of the process on its standard error, once for each listener. What a handler throws is no matter of this: its message is tried again.
     */
    readonly onError?: ((error: unknown, event: BusEvent) => unknown) | undefined;
}

/** A message that was given up on, as it lies in the dead letters of its topic. */
export declare interface DeadLetter {
    /** Among the dead letters of its topic: a broadcast may have failed on several subscribers under one message id. */
    readonly id: string;
    readonly message: Message;
    readonly reason: DeadReason;
    readonly attempts: number;
    /** What the last attempt said. */
    readonly error?: string | undefined;
    /** The name of the subscriber that had it last. */
    readonly lastBy?: string | undefined;
    /** When it died, ms since the epoch, where that is known. */
    readonly at?: number | undefined;
}

/** All dead letters of a topic, or those with these ids. */
export declare type DeadLetterChoice = 'all' | readonly string[];

/** Which dead letters are read. */
export declare interface DeadLetterQuery {
    /** Only these. Default: all. */
    readonly ids?: readonly string[] | undefined;
    /** No more than this. Default 1000. */
    readonly most?: number | undefined;
    /** No more once their payloads have come to this, bytes. Default: any number. */
    readonly mostBytes?: number | undefined;
    /** Aborted, it rejects with `cancelled`. */
    readonly signal?: AbortSignal | undefined;
}

/** What `deadLetters` answers. */
export declare interface DeadLetters {
    /** About in the order in which they died. */
    readonly letters: readonly DeadLetter[];
    /** How many the topic has, whatever was asked for. */
    readonly total: number;
}

/** See {@link deadReasons}. */
export declare type DeadReason = (typeof deadReasons)[number];

/**
 * Why a message is in the dead letters.
 *
 * - `max-retries`      its last attempt failed
 * - `interrupted`      too many of its deliveries ended without an answer
 * - `rejected`         a handler said that it is no use
 * - `unroutable`       a delayed retry was due when its topic had no subscriber
 * - `subscriber-gone`  the subscriber of this broadcast is not there any more
 * - `too-large`        it can be delivered, and no copy of it can be sent
 */
declare const deadReasons: readonly ['max-retries', 'interrupted', 'rejected', 'unroutable', 'subscriber-gone', 'too-large'];

/**
 * One message, handed to one subscriber once.
 *
 * ```ts
 * await bus.subscribe('orders', async (delivery) => {
 *   const order = delivery.json<{ order: number }>();
 *   console.log(delivery.attempt, order.order);
 * });
 * ```
 */
export declare interface Delivery extends Message {
    /** Its own, while the attempts at a message share `id`. */
    readonly deliveryId: string;
    /** 1 at first, and one more with each retry. */
    readonly attempt: number;
    readonly subscriber: SubscriberRef;
    /** Aborted when nobody waits for this handler any more: it took longer than `handlerTimeoutMs`, or the delivery was lost. */
    readonly signal: AbortSignal;
}

/**
 * One handing of a message to one subscriber. A message that is retried has several deliveries under one message id,
 * each with an id of its own.
 */
export declare interface DeliveryRef {
    readonly deliveryId: string;
    readonly messageId: string;
    readonly topic: string;
    readonly verb: Verb;
    readonly subscriber: SubscriberRef;
    /** 1-based, counted in the header `eventbus-attempt`. */
    readonly attempt: number;
}

declare interface Dropped {
    readonly topic: string;
    readonly count: number;
    readonly limit: 'length' | 'age';
}

/** What of a message is other than before; the rest stays. */
export declare interface Edited {
    readonly payload?: unknown;
    readonly headers?: MessageHeaders | undefined;
    readonly properties?: Properties | undefined;
}

/** See {@link errorCodes}. */
export declare type ErrorCode = (typeof errorCodes)[number];

/**
 * Everything that can go wrong, by code. The code decides what the window offers next; the message is for people.
 *
 * - `invalid-argument`   a name, number or payload was refused before it left this process
 * - `not-connected`      there is no broker to talk to right now
 * - `closed`             the bus, the session or the subscription is closed
 * - `unreachable`        no TCP connection: refused, name not found, network down
 * - `timeout`            the other side did not answer in time
 * - `wrong-protocol`     something answered that does not speak the broker's protocol
 * - `login-refused`      wrong user or password
 * - `vhost-refused`      the virtual host is missing or the user may not enter it
 * - `access-refused`     the user lacks a permission on one exchange or queue
 * - `topology-mismatch`  a queue or exchange exists with other properties
 * - `not-permitted`      the broker's configuration forbids the topology
 * - `tls`                certificate or handshake trouble
 * - `blocked`            the broker has stopped reading publishes (memory or disk alarm)
 * - `unroutable`         no queue took the message
 * - `unknown-outcome`    the connection died before the broker confirmed: the message may or may not have arrived
 * - `too-large`          payload or headers over the limit
 * - `overloaded`         too many unconfirmed publishes are waiting
 * - `unsupported`        this backend cannot do that
 * - `read-only`          the connection's profile forbids sending
 * - `password-needed`    the saved connection's password is not known in this session
 * - `confirmation-needed` on a production connection: type the topic's name before many messages are touched
 * - `would-lose`         messages would go with it: say so and ask first
 * - `not-found`          the thing named is not there (any more)
 * - `handler-failed`     a subscriber's handler threw
 * - `interrupted`        a delivery ended without an answer
 * - `cancelled`          the user stopped it
 * - `internal`           a defect of ours
 */
declare const errorCodes: readonly ['invalid-argument', 'not-connected', 'closed', 'unreachable', 'timeout', 'wrong-protocol', 'login-refused', 'vhost-refused', 'access-refused', 'topology-mismatch', 'not-permitted', 'tls', 'blocked', 'unroutable', 'unknown-outcome', 'too-large', 'overloaded', 'unsupported', 'read-only', 'password-needed', 'confirmation-needed', 'would-lose', 'not-found', 'handler-failed', 'interrupted', 'cancelled', 'internal'];

/** An error as plain data: what crosses the IPC and stands in events. Never holds credentials. */
export declare interface ErrorInfo {
    code: ErrorCode;
    /** A whole sentence: what happened, to what, and what to do. */
    message: string;
    /** The broker's or the system's own words. */
    detail?: string | undefined;
}

/**
 * An event bus: `publish` gives a message to exactly one subscriber of its topic, in turn, and `broadcast` to all of them. A message whose
 * handler throws is tried again and at last put to the dead letters of its topic.
 *
 * Whatever goes wrong is a {@link BusError} with a `code` and a sentence. After `close` every verb throws `closed`.
 *
 * ```ts
 * import { EventBus } from 'busdeck';
 *
 * await using bus = await EventBus.connect('memory:', { maxRetries: 2 });
 * await bus.subscribe('orders', (delivery) => {
 *   console.log(delivery.attempt, delivery.json());
 * });
 * await bus.publish('orders', { order: 1 });
 * await bus.wait();
 * ```
 */
export declare class EventBus implements AsyncDisposable {
    #private;
    private constructor();
    /**
     * A bus on the broker that the URL leads to: `memory:` is one inside this process, a new one each time; `amqp://`, `redis://`, `mqtt://`
     * and their kin need the client of their broker. What has the broker's own options comes from `busdeck/rabbitmq`, `busdeck/redis` and
     * `busdeck/mqtt`. Once connected, it comes back by itself whenever the link is lost.
     *
     * Throws `invalid-argument` (no such URL or option), `not-found` (the client is not installed: the sentence says how to get it),
     * `unreachable`, `login-refused` and what else the broker says, or `cancelled` by the signal.
     *
     * ```ts
     * const bus = await EventBus.connect('memory:', {
     *   maxRetries: 5,
     *   retryDelay: { first: 100, max: 10_000 },
     *   signal: AbortSignal.timeout(5000),
     * });
     * console.log(bus.status.state);
     * await bus.close();
     * ```
     */
    static connect(to: string | Broker, options?: ConnectOptions): Promise<EventBus>;
    /**
     * How the link stands, and what the broker can do. No password is in it.
     *
     * ```ts
     * console.log(bus.status.state, bus.status.capabilities.holdsWithoutSubscriber); // ready true
     * ```
     */
    get status(): ConnectionStatus;
    /**
     * Sends a payload to exactly one subscriber of the topic, in turn. Text goes as UTF-8, bytes (`Uint8Array`, `ArrayBuffer`) as they are,
     * any other value as JSON. Resolves when the broker has taken it: `routed`, `held` for the first subscriber that comes, or `returned`
     * where the broker holds nothing. Bytes are not copied: leave them as they are until then, and on `memory:` for ever.
     *
     * Throws `invalid-argument`, `too-large`, `not-connected`, `unknown-outcome` (the link died before the answer, see `onLinkLoss`),
     * `overloaded`, `closed`, or `cancelled` by the signal.
     *
     * ```ts
     * const receipt = await bus.publish('orders', { order: 1 }, { headers: { tenant: 'a' } });
     * console.log(receipt.outcome); // held
     * ```
     */
    publish(topic: string, payload: unknown, options?: SendOptions): Promise<SendReceipt>;
    /**
     * Sends a payload to every subscriber that the topic has now; with none the outcome is `returned`. Else as `publish`.
     *
     * ```ts
     * const { outcome } = await bus.broadcast('news', 'The shop is open.');
     * console.log(outcome); // returned
     * ```
     */
    broadcast(topic: string, payload: unknown, options?: SendOptions): Promise<SendReceipt>;
    /**
     * Takes part in the publishes and broadcasts of a topic, until it or the bus is closed. Resolves when it does.
     *
     * Throws `invalid-argument`, `access-refused`, `topology-mismatch`, `not-connected`, `closed`, or `cancelled` by the signal.
     *
     * ```ts
     * const billing = await bus.subscribe(
     *   'orders',
     *   async (delivery) => {
     *     if (delivery.text() === '') throw new Rejection('There is nothing in it.');
     *   },
     *   { name: 'billing', prefetch: 10, maxRetries: 5, retryDelay: 1000 },
     * );
     * await billing.close();
     * ```
     */
    subscribe(topic: string, handler: Handler, options?: SubscribeOptions): Promise<Subscription>;
    /**
     * The dead letters of a topic, the oldest first.
     *
     * ```ts
     * const { letters, total } = await bus.deadLetters('orders', { most: 10 });
     * for (const { id, reason, error, message } of letters) console.log(id, reason, error, message.text(), total);
     * ```
     */
    deadLetters(topic: string, query?: DeadLetterQuery): Promise<DeadLetters>;
    /**
     * Sends dead letters to their topic again, counted from attempt 1; a broadcast goes to the subscriber that failed, or to all when that
     * one is gone. Those that nobody takes stay. Resolves to how many were taken.
     *
     * ```ts
     * await bus.replay('orders', 'all', { edit: (message) => ({ payload: message.text().trim() }) });
     * ```
     */
    replay(topic: string, choice: DeadLetterChoice, options?: ReplayOptions): Promise<number>;
    /**
     * Throws dead letters away. Resolves to how many there were.
     *
     * ```ts
     * const { letters } = await bus.deadLetters('orders');
     * const old = letters.filter(({ reason }) => reason === 'rejected');
     * await bus.discard('orders', old.map(({ id }) => id));
     * ```
     */
    discard(topic: string, choice: DeadLetterChoice, options?: SignalOption): Promise<number>;
    /**
     * Without a question: resolves when this bus has come to rest. Then all it sent is answered, its subscribers have answered all they
     * were given, no retry waits for its time, and nothing has happened for `quietMs`. What others have in hand it cannot see; a message
     * for a topic of its own subscribers that another program takes keeps it waiting a second longer.
     *
     * With one: resolves to the first event from now on of which it is true.
     *
     * Rejects with `timeout`, `cancelled`, `closed`, or with the error of a connection that has failed for good.
     *
     * ```ts
     * const dead = bus.wait((event) => event.type === 'deadLettered', { timeoutMs: 5000 });
     * await bus.subscribe('orders', () => Promise.reject(new Error('no')), { maxRetries: 0 });
     * await bus.publish('orders', 'one');
     * console.log((await dead).reason);
     * await bus.wait({ quietMs: 20 });
     * ```
     */
    wait(options?: RestOptions): Promise<void>;
    wait<Found extends BusEvent>(question: (event: BusEvent) => event is Found, options?: WaitOptions): Promise<Found>;
    wait(question: (event: BusEvent) => boolean, options?: WaitOptions): Promise<BusEvent>;
    /**
     * Calls back with every event from now on; `published` and `delivered` bring the message along. Returns what ends it. A listener that
     * throws ends nothing: see `onError` of the connection.
     *
     * ```ts
     * const stop = bus.onEvent((event) => console.log(event.seq, event.type));
     * stop();
     * ```
     */
    onEvent(listener: BusListener): () => void;
    /**
     * The events from now on, for one reader; a `break` ends it, and so does the signal or the end of the bus. So many as 100,000 may be
     * unread; with more it throws `overloaded`.
     *
     * ```ts
     * const events = bus.events({ signal: AbortSignal.timeout(1000) });
     * await bus.publish('orders', 'one');
     * for await (const event of events) if (event.type === 'confirmed') break;
     * ```
     */
    events(options?: SignalOption): AsyncIterableIterator<BusEvent>;
    /**
     * Takes nothing more, lets running handlers finish for `closeGraceMs`, gives back what they have not answered, and disconnects.
     * Twice is once. The same as `await using`.
     *
     * ```ts
     * await bus.close();
     * ```
     */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

/**
 * What a subscriber does with a delivery. When it returns, or what it returns resolves, the message is done. When it throws, the message
 * is tried again, `maxRetries` times, and then put to the dead letters of its topic; a {@link Rejection} puts it there at once, and
 * a {@link RetryLater} says when the next attempt is wanted. What it returns is not looked at.
 */
export declare type Handler = (delivery: Delivery) => unknown;

/** A header's value; anything deeper becomes its JSON text. */
declare type HeaderValue = string | number | boolean | null;

/** Whether topics are kept alive, where that was asked for, and if not, why. */
declare interface KeepAliveStatus {
    readonly on: boolean;
    readonly reason?: string;
}

/** How much of something a broker takes. */
declare interface Limits {
    /** A topic's name, bytes of UTF-8. */
    readonly topicBytes: number;
    /** All headers of a message together, bytes of their JSON. */
    readonly headerBytes: number;
    readonly payloadBytes: number;
    /** The largest prefetch of a subscriber. */
    readonly prefetch: number;
}

/**
 * A message as it was sent.
 *
 * ```ts
 * await bus.subscribe('orders', (message) => {
 *   console.log(message.id, message.headers.tenant, message.json());
 * });
 * ```
 */
export declare interface Message {
    /** The sender's, or empty where another program gave it none. The attempts at a message share it. */
    readonly id: string;
    readonly topic: string;
    readonly verb: Verb;
    /** The payload's bytes. Others may read the same ones: do not write into them. */
    readonly body: Uint8Array;
    /** The sender's own; those of the bus are not among them. */
    readonly headers: MessageHeaders;
    readonly properties: Properties;
    /** The payload as text. Throws a {@link Rejection} where it is not UTF-8. */
    text(): string;
    /**
     * The payload as the value that its JSON says. Nothing checks that it is a `Value`. Throws a {@link Rejection} where it is no JSON:
     * thrown on by a handler, it puts the message to the dead letters at once, since no further attempt would make it one.
     */
    json<Value = unknown>(): Value;
}

/** A message's own headers. */
export declare type MessageHeaders = Readonly<Record<string, HeaderValue>>;

declare interface MessageRef {
    readonly messageId: string;
    readonly topic: string;
    readonly verb: Verb;
}

/** What is known of a message without its body. */
declare interface MessageSummary {
    readonly id: string;
    readonly topic: string;
    readonly verb: Verb;
    readonly headers: MessageHeaders;
    readonly properties: Properties;
    /** The payload's size in bytes. */
    readonly size: number;
    readonly preview: PayloadPreview;
}

declare type Of<Type extends string, Fields> = {
    readonly type: Type;
} & Fields;

/** The head of a payload, small enough to travel with every event. */
declare interface PayloadPreview {
    readonly format: 'json' | 'text' | 'binary' | 'empty';
    /** Text as it is, or bytes as spaced hexadecimal. At most {@link previewBytes} bytes of the payload are in it. */
    readonly text: string;
    /** True when the payload goes on after the preview. */
    readonly truncated: boolean;
}

/** A program at the broker, as far as the broker tells. */
declare interface Program {
    /** As its connection names itself, or its address. */
    readonly name: string;
    /** The broker's name for its connection. */
    readonly connection?: string;
    readonly channel?: number;
    readonly user?: string;
}

/** The properties that a person may set or see; which of them a broker carries is in its capabilities. */
export declare interface Properties {
    readonly contentType?: string | undefined;
    readonly contentEncoding?: string | undefined;
    readonly correlationId?: string | undefined;
    readonly replyTo?: string | undefined;
    readonly type?: string | undefined;
    readonly appId?: string | undefined;
    /** From 0 to 255. */
    readonly priority?: number | undefined;
}

/** How much may be under way to a broker. */
export declare interface PublishLimits {
    /** Unconfirmed messages at the broker. Default 2,048. */
    readonly messages: number;
    /** Bytes of payload in them. Default 64 MiB; a single larger message goes alone. */
    readonly bytes: number;
    /** Callers that wait for a place before a further one is refused with `overloaded`. Default 100,000. */
    readonly waiting: number;
}

/**
 * Thrown by a handler: this message is no use to anybody, however often it is tried. It goes to the dead letters at once.
 *
 * ```ts
 * await bus.subscribe('orders', (delivery) => {
 *   if (delivery.body.length === 0) throw new Rejection('There is nothing in it.');
 * });
 * ```
 */
export declare class Rejection extends Error {
    readonly name = "Rejection";
}

/** How dead letters are sent again. */
export declare interface ReplayOptions {
    /** Called with each message before it is sent. Default: each is sent as it is. */
    readonly edit?: ((message: Message) => Edited) | undefined;
    /** Aborted, it rejects with `cancelled`; what was begun goes on. */
    readonly signal?: AbortSignal | undefined;
}

/** When a bus counts as at rest. */
export declare interface RestOptions extends WaitOptions {
    /** How long nothing must have happened, ms. Default 100. */
    readonly quietMs?: number | undefined;
}

/**
 * Thrown by a handler: it failed, and its next attempt, if it has one left, is wanted after this delay.
 *
 * ```ts
 * await bus.subscribe('orders', (delivery) => {
 *   if (delivery.attempt === 1) throw new RetryLater(50, 'The till is busy.');
 * });
 * ```
 */
export declare class RetryLater extends Error {
    readonly name = "RetryLater";
    readonly retryAfterMs: number;
    /** `retryAfterMs`: a whole number, at most a day. It takes the place of the policy's delay for this one attempt. */
    constructor(retryAfterMs: number, message?: string);
}

/** What becomes of a message whose handler throws. */
export declare interface RetryOptions {
    /** Attempts after the first, from 0 to 100: 3 means four runs at most. Default 3. */
    readonly maxRetries?: number | undefined;
    /** The pause before each of them, ms, at most a day; 0 is at once. Default 0. */
    readonly retryDelay?: number | Backoff | undefined;
}

/** What goes with a message. */
export declare interface SendOptions {
    /** Known to whoever gets the message. Default: a new UUID. */
    readonly id?: string | undefined;
    /** Names that begin with `eventbus-` are left out. At most 56 KiB as JSON. */
    readonly headers?: MessageHeaders | undefined;
    /** Which of them a broker carries is in `bus.status.capabilities.properties`; any other is refused. */
    readonly properties?: Properties | undefined;
    /** Takes the message back (`cancelled`) as long as the broker was not given it; else its answer is waited for. */
    readonly signal?: AbortSignal | undefined;
}

/** The broker's answer to a message. */
export declare interface SendReceipt {
    readonly messageId: string;
    /** `routed`: to a subscriber. `held`: for the first that comes. `returned`: nobody is there, and it is nowhere. */
    readonly outcome: 'routed' | 'held' | 'returned';
    /** From handing the message to the broker to its answer, ms. */
    readonly confirmMs: number;
    /** Of a `returned` one, the broker's words. */
    readonly detail?: string;
}

/** What a tap saw happen to a message. */
declare type Sight = {
    readonly what: 'published';
    readonly by?: Program;
    /** The queues it went to; none: it was dropped. Left out where the broker does not tell. */
    readonly routedTo?: readonly string[];
} | {
    /** Sent to a program; whether it was answered is not seen. */
    readonly what: 'delivered';
    readonly queue: string;
    readonly to: Program;
    readonly redelivered: boolean;
};

/** What may be waited for no longer. */
export declare interface SignalOption {
    /** Aborted, the wait ends. */
    readonly signal?: AbortSignal | undefined;
}

/** What every event carries. */
declare interface Stamp {
    /** Gap-free within a session, starting at 1. */
    readonly seq: number;
    /** Milliseconds since the epoch. */
    readonly at: number;
}

/** How a subscriber takes part. Of the retries, what is left out is as the connection has it. */
export declare interface SubscribeOptions extends RetryOptions {
    /** For people and in events; need not be unique. Default `subscriber-1`, `subscriber-2`, … */
    readonly name?: string | undefined;
    /** How many unanswered messages of each verb it may have at a time, from 1 to what the broker takes. Default 1. */
    readonly prefetch?: number | undefined;
    /** Begins as if `pause` had been called. Default false. */
    readonly paused?: boolean | undefined;
    /** ms. Default: the connection's. */
    readonly handlerTimeoutMs?: number | undefined;
    /** Aborted, the subscriber is closed. */
    readonly signal?: AbortSignal | undefined;
}

/** Who a delivery went to. */
export declare interface SubscriberRef {
    readonly id: string;
    readonly name: string;
}

/** How a subscriber stands. */
export declare type SubscriberState = 
/** Takes deliveries. */
'consuming'
/** Subscribed, but takes no new deliveries because the user said so. */
| 'paused'
/** The link or its queue went away; it is being set up again. */
| 'recovering'
/** A message can neither be handled nor put anywhere: it is kept, and nothing more is taken until it can be. */
| 'stuck'
/** Stopped by an error that trying again does not mend. */
| 'failed' | 'closed';

/**
 * A subscriber of a topic, until it is closed.
 *
 * ```ts
 * await using billing = await bus.subscribe('orders', () => {}, { name: 'billing' });
 * billing.pause();
 * billing.resume();
 * ```
 */
export declare interface Subscription extends AsyncDisposable {
    readonly id: string;
    readonly name: string;
    readonly topic: string;
    readonly state: SubscriberState;
    /** Why the state is what it is, when it is not `consuming`; a sentence. */
    readonly reason: string | undefined;
    /** Also while it cannot take deliveries for another reason. */
    readonly isPaused: boolean;
    /** Holds back what comes from now on, `prefetch` messages of each verb at most; the others go on without it. */
    pause(): void;
    /** Runs what was held back, and takes on. */
    resume(): void;
    /** From the next failure on; what is left out is as the connection has it, and so is all of `undefined`. Throws `invalid-argument`. */
    setRetry(retry: RetryOptions | undefined): void;
    /**
     * Takes no more, lets running handlers finish for the connection's `closeGraceMs`, and gives the rest back, to others. Twice is
     * once. The same as `await using`.
     */
    close(): Promise<void>;
}

declare interface TapRef {
    readonly id: string;
    readonly topic: string;
}

/** Paths of PEM files for a link over TLS; read when connecting, never stored elsewhere. */
export declare interface TlsFiles {
    caFile?: string | undefined;
    certFile?: string | undefined;
    keyFile?: string | undefined;
    passphrase?: string | undefined;
    /** The name to check the certificate against, where it is not the URL's host. */
    serverName?: string | undefined;
}

/** `publish` goes to exactly one subscriber of the topic, in turn; `broadcast` goes to all of them. */
export declare type Verb = 'publish' | 'broadcast';

/** How long something is waited for. */
export declare interface WaitOptions {
    /** Aborted, the wait ends with a `cancelled` error. */
    readonly signal?: AbortSignal | undefined;
    /** After so long it ends with a `timeout` error, ms. Default: never. */
    readonly timeoutMs?: number | undefined;
}

export { }
