import { z } from 'zod';
import { connectOptionsSchema } from '../brokers';
import { ackAlways, behaviourSchema } from '../bus/behaviour';
import { idSchema } from '../bus/bounded';
import type { BusEvent, SubscriberInfo } from '../bus/bus-event';
import {
  type ConnectionStatus,
  maxRetryDelayMs,
  prefetchSchema,
  type RetryPolicy,
  retryPolicySchema,
} from '../bus/connection';
import type { CounterChanges } from '../bus/counters';
import type { ErrorInfo } from '../bus/errors';
import type { FoundTopic } from '../bus/found-topic';
import { topicSchema } from '../bus/message';
import type { TapInfo } from '../bus/tap';
import { type BrokerResponses, brokerRequests } from '../window/broker-view';
import { type ComposeResponses, composeSchemas } from '../window/compose';
import { type KeptSubscriber, subscriberNameSchema } from '../window/kept-setup';
import { type MetricsResponses, metricsRequests } from '../window/metrics';
import type { ActiveProfile } from '../window/profile';
import { type HistoryResponses, historyRequests, type RecordingState } from '../window/recording';
import { type Receipt, type SendProgress, sendSchema } from '../window/send';
import type { SettingsView } from '../window/settings';
import { startAgainSchema } from '../window/start-again';
import { type TapResponses, tapRequests } from '../window/tap';
import { type DeadLetterResponses, deadLetterSchemas } from './requests-dead-letters';
import { type PayloadResponses, payloadRequests } from './requests-payloads';
import { type ScenarioResponses, scenarioRequests } from './requests-scenario';
import { type SettingsResponses, settingsRequests } from './requests-settings';
import type { WindowNotice } from './window-notice';

/** Every answer over the IPC: errors are values, since Electron passes nothing but a thrown error's message. */
export type Result<Value> = { ok: true; value: Value } | { ok: false; error: ErrorInfo };

const nothing = z.object({});
/** `evenIfLost`: also when messages go with it; see `would-lose`. */
const leavingSchema = z.object({ evenIfLost: z.boolean().optional() });

/**
 * The request table: what the window may ask of the main process, each with one object argument. The schema is the
 * door: the main process parses what arrives and calls nothing with anything else.
 */
export const requestSchemas = {
  /** Starts (or, after a reload, starts again) this window's stream of batches. */
  open: nothing,
  /** Tells that a batch has been taken in, so that the next may be sent. */
  acknowledge: z.object({ batch: z.int().min(0) }),
  connect: connectOptionsSchema.and(leavingSchema),
  /** `would-lose` where messages would go with the subscribers that end by it. */
  disconnect: leavingSchema,
  /** While reconnecting: try now instead of at the end of the pause. */
  reconnectNow: nothing,
  publish: sendSchema,
  broadcast: sendSchema,
  cancelSend: z.object({ sendId: z.uuid() }),
  addSubscribers: z.object({
    topic: topicSchema,
    /** Several subscribers are named `name-1`, `name-2` and so on. */
    name: subscriberNameSchema,
    count: z
      .int()
      .min(1, 'Add at least one subscriber.')
      .max(50, 'Add 50 subscribers at most at once.')
      .default(1),
    prefetch: prefetchSchema.default(1),
    behaviour: behaviourSchema.default(ackAlways),
    /** Their own; without it the topic's or the connection's. */
    retry: retryPolicySchema.optional(),
  }),
  /** Those that stood on this connection when it was last in use, see {@link SessionState.reopenable}. */
  reopenSubscribers: nothing,
  /** From the next failure on. `null` takes a policy away: then the topic's or the connection's holds. */
  setRetry: z.discriminatedUnion('of', [
    z.object({
      of: z.literal('subscriber'),
      subscriberId: idSchema,
      policy: retryPolicySchema.nullable(),
    }),
    z.object({ of: z.literal('topic'), topic: topicSchema, policy: retryPolicySchema.nullable() }),
  ]),
  setBehaviour: z.object({ subscriberId: idSchema, behaviour: behaviourSchema }),
  pauseSubscriber: z.object({ subscriberId: idSchema, paused: z.boolean() }),
  /** `evenIfLost`: also when messages go with it; see `would-lose`. */
  removeSubscriber: z.object({ subscriberId: idSchema, evenIfLost: z.boolean().optional() }),
  /** Answers a delivery that waits in the pane of a subscriber whose behaviour is `manual`. */
  answerDelivery: z.object({
    deliveryId: idSchema,
    answer: z.union([
      z.enum(['ack', 'fail']),
      /** Failed, and wanted again after so many ms. */
      z.object({ retryAfterMs: z.int().min(0).max(maxRetryDelayMs) }),
    ]),
  }),
  ...payloadRequests,
  ...metricsRequests,
  ...historyRequests,
  /** Every event about one message that is still in the history, in order. */
  trace: z.object({ messageId: idSchema }),
  ...deadLetterSchemas,
  ...composeSchemas,
  ...settingsRequests,
  ...brokerRequests,
  ...tapRequests,
  ...scenarioRequests,
  /** After the page crashed too often: loads it again, with or without the subscribers and the draft. */
  startAgain: startAgainSchema,
} as const;

export interface Responses
  extends DeadLetterResponses,
    ComposeResponses,
    PayloadResponses,
    MetricsResponses,
    HistoryResponses,
    SettingsResponses,
    BrokerResponses,
    TapResponses,
    ScenarioResponses {
  open: Opening;
  acknowledge: null;
  connect: ConnectionStatus;
  disconnect: ConnectionStatus;
  reconnectNow: ConnectionStatus;
  publish: Receipt;
  broadcast: Receipt;
  cancelSend: null;
  addSubscribers: readonly SubscriberInfo[];
  reopenSubscribers: readonly SubscriberInfo[];
  setRetry: null;
  setBehaviour: SubscriberInfo;
  pauseSubscriber: SubscriberInfo;
  removeSubscriber: null;
  answerDelivery: null;
  trace: Trace;
  startAgain: null;
}

/** A message's events in order. Of very many those in the middle are left out. */
export interface Trace {
  readonly events: readonly BusEvent[];
  readonly leftOut: number;
}

export type RequestName = keyof typeof requestSchemas & keyof Responses;
/** What the window passes: fields with a default may be left out. */
export type RequestInput<Name extends RequestName> = z.input<(typeof requestSchemas)[Name]>;
/** What the main process gets after parsing. */
export type RequestArgument<Name extends RequestName> = z.output<(typeof requestSchemas)[Name]>;

/** What is true now, as opposed to what has happened; small, and sent whole whenever any of it changes. */
export interface SessionState extends RecordingState {
  /** Which connection this is: one more for each that is opened. */
  readonly connectionCount: number;
  readonly connection: ConnectionStatus;
  /** The saved connection this is, when it is one. */
  readonly profile?: ActiveProfile;
  readonly subscribers: readonly SubscriberInfo[];
  readonly taps: readonly TapInfo[];
  /** What the connections of other programs are called, where a tap has seen them; some are learnt after they were seen. */
  readonly programs: ReadonlyMap<string, string>;
  /** While there are none: those that were here when this connection was last in use. */
  readonly reopenable: readonly KeptSubscriber[];
  readonly sends: readonly SendProgress[];
  /** What becomes of a message that failed, where neither its subscriber nor its topic has a policy of its own. */
  readonly retry: RetryPolicy;
  /** The policies of single topics. A map, since a topic may be called `__proto__`. */
  readonly retryByTopic: ReadonlyMap<string, RetryPolicy>;
  /** Topics that are shared with consumers of other programs. */
  readonly foreign: readonly ForeignConsumers[];
  /** Topics in use that somebody else has made in another way. */
  readonly found: readonly FoundTopic[];
}

export interface ForeignConsumers {
  readonly topic: string;
  readonly consumers: number;
  /** Messages of ours that went to them, as far as the counts tell. */
  readonly taken: number;
  /** Messages waiting in the topic's queue. */
  readonly ready: number;
}

/** The answer to `open`. */
export interface Opening {
  readonly version: string;
  readonly settings: SettingsView;
  readonly state: SessionState;
  readonly counters: CounterChanges;
  /** Deliveries that happened before this window looked; they count as received and evicted. */
  readonly missed: number;
}

/**
 * What the main process sends: at most one is on its way at a time, and the next waits for `acknowledge`. Under more
 * load than a window can show, deliveries are left out and counted in `dropped`, never silently.
 */
export interface Batch {
  /** 1, 2, 3, … since `open`. */
  readonly batch: number;
  readonly events: readonly BusEvent[];
  /** Totals since `open`: deliveries that were counted into this stream, and those left out of it. */
  readonly received: number;
  readonly dropped: number;
  readonly counters: CounterChanges;
  /** Only when something in it changed. */
  readonly state?: SessionState;
}

/** The only way from the window to the main process: `window.api`. */
export type Api = {
  readonly [Name in RequestName]: (argument: RequestInput<Name>) => Promise<Result<Responses[Name]>>;
} & {
  /** Calls back with each batch; returns the function that ends it. */
  readonly onBatch: (listener: (batch: Batch) => void) => () => void;
  /** The same for what has nothing to do with the bus. */
  readonly onNotice: (listener: (notice: WindowNotice) => void) => () => void;
};
