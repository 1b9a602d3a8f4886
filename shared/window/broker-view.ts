import { z } from 'zod';
import type { ErrorInfo } from '../bus/errors';
import type { PayloadPreview } from '../bus/message';
import type { BrokerMap } from './broker-map';

/** What a row of the broker's view is. */
export type BrokerRowKind =
  /** What is published to a topic and what is broadcast on it. */
  | 'topic'
  | 'dead-letters'
  /** What waits for its next attempt. */
  | 'retries'
  /** A queue that ends with its consumer, such as one for broadcasts. */
  | 'temporary'
  /** Anything else that is there. */
  | 'foreign';

/** One line of all that is on the broker; numbers are left out where it does not tell them. */
export interface BrokerRow {
  /** Its queue's name, or the topic's where it has none. */
  readonly id: string;
  readonly kind: BrokerRowKind;
  /** Of the topic; of anything else its own. */
  readonly name: string;
  /** Where it belongs to one. */
  readonly topic?: string;
  readonly ready?: number;
  readonly unanswered?: number;
  readonly consumers?: number;
  /** Of these, those of this Busdeck. */
  readonly ownConsumers: number;
  /** Messages per second. */
  readonly rateIn?: number;
  readonly rateOut?: number;
  readonly rateAcked?: number;
  readonly rateRedelivered?: number;
  readonly rateBroadcast?: number;
  /** Of the messages' bodies. */
  readonly bytes?: number;
  /** In the broker's word: `classic`, `quorum`, `stream`. */
  readonly type?: string;
  /** Since when nothing happened there, ms since the epoch. */
  readonly idleSince?: number;
  /** How many messages may wait in it. */
  readonly limit?: number;
  /** What waits in it can be looked at. */
  readonly peekable?: true;
  /** Only in a page, and where anything went through it of late. */
  readonly curve?: SmallCurve;
}

/** Messages per second over the last minutes, the oldest first; null where nobody looked. */
export interface SmallCurve {
  readonly in: readonly (number | null)[];
  readonly out: readonly (number | null)[];
}

/** The last hour, as far as it was looked at, in columns. */
export interface RowCurves extends SmallCurve {
  /** ms since the epoch. */
  readonly at: readonly number[];
  readonly ready: readonly (number | null)[];
  readonly unanswered: readonly (number | null)[];
}

export const brokerSorts = [
  'name',
  'ready',
  'unanswered',
  'consumers',
  'rateIn',
  'rateOut',
  'rateAcked',
  'rateRedelivered',
  'bytes',
  'idleSince',
] as const satisfies readonly (keyof BrokerRow)[];
export type BrokerSort = (typeof brokerSorts)[number];

/** How a broker itself is, as far as it may be asked. */
export interface BrokerHealth {
  readonly nodes: readonly {
    readonly name: string;
    readonly running: boolean;
    /** Bytes, and from how many on publishers are blocked. */
    readonly memoryUsed: number;
    readonly memoryLimit: number;
    readonly diskFree: number;
    readonly diskLimit: number;
  }[];
  /** Messages that no queue took. */
  readonly droppedPerSecond: number;
  /** Consumers without a prefetch limit. */
  readonly unlimited: readonly { readonly queue: string; readonly consumers: number }[];
  /** Features in use that will be removed. */
  readonly deprecated: readonly string[];
}

export const findingRules = [
  'no-consumer',
  'black-hole',
  'growing-backlog',
  'growing-dead-letters',
  'redelivered',
  'no-prefetch',
  'unroutable',
  'memory',
  'disk',
  'node-down',
  'deprecated',
] as const;

/** What an expert would notice. */
export interface Finding {
  /** Explained under its name in docs/findings.md. */
  readonly rule: (typeof findingRules)[number];
  readonly sentence: string;
  /** The row it is about. */
  readonly rowId?: string;
}

/** A part of the rows that match, and what is true of all of them. */
export interface BrokerPage {
  /** When the broker was looked at, ms since the epoch, and how long that took. */
  readonly at: number;
  readonly tookMs: number;
  /** When it is worth to ask again: later, where the broker is slow. */
  readonly nextInMs: number;
  /** `broker`: all that is there. `known`: the broker does not list its topics, so these are the ones that are known here. */
  readonly source: 'broker' | 'known';
  /** Why it is not all, or nothing. */
  readonly problem?: ErrorInfo;
  /** The first of them. */
  readonly findings: readonly Finding[];
  readonly findingsLeftOut: number;
  readonly all: number;
  readonly matching: number;
  readonly ready: number;
  readonly unanswered: number;
  readonly from: number;
  readonly rows: readonly BrokerRow[];
}

/** Who consumes a queue. */
export interface BrokerConsumer {
  readonly tag: string;
  /** As its connection names itself, or its client library. */
  readonly program: string;
  readonly host: string;
  readonly user: string;
  /** 0 is without a limit. */
  readonly prefetch: number;
  /** False: the broker takes each message for handled as it is sent. */
  readonly acks: boolean;
  /** What its channel has in hand, of all its consumers; left out where the broker does not tell. */
  readonly unanswered?: number;
  readonly isOurs: boolean;
}

/** What is known of one row, beyond its line. */
export interface BrokerDetail {
  readonly id: string;
  /** The first of very many, as of bindings. */
  readonly consumers: readonly BrokerConsumer[];
  readonly consumersLeftOut: number;
  readonly bindings: readonly { readonly source: string; readonly routingKey: string }[];
  readonly bindingsLeftOut: number;
  /** How it was declared, its policy and where it is, in the broker's words. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** The same with what was seen of it before. */
export interface BrokerDetailPage extends BrokerDetail {
  readonly curves: RowCurves;
}

/** A message that was looked at and put back. */
export interface PeekedMessage {
  readonly preview: PayloadPreview;
  /** Bytes of its payload. */
  readonly size: number;
  readonly redelivered: boolean;
  /** Headers and properties, in words. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export interface Peeked {
  /** The first that wait. */
  readonly messages: readonly PeekedMessage[];
  /** What looking did to them, in a sentence. */
  readonly note: string;
}

/** A connection to the broker. */
export interface BrokerClient {
  /** The broker's name for it. */
  readonly id: string;
  readonly program: string;
  readonly isOurs: boolean;
  readonly host: string;
  readonly user: string;
  /** In the broker's word: `running`, or why it does not run. */
  readonly state: string;
  readonly protocol: string;
  readonly channels?: number;
  /** Bytes per second, as the broker sees it. */
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** ms since the epoch. */
  readonly since?: number;
  /** Since when the broker reads nothing it publishes, ms since the epoch. */
  readonly blockedSince?: number;
}

/** A channel of a connection. */
export interface BrokerChannel {
  readonly number: number;
  readonly state: string;
  /** Of all its consumers together and of each; 0 is without a limit. */
  readonly prefetch: number;
  readonly consumers: number;
  readonly unanswered: number;
  /** Sent and not confirmed yet; left out where it asks for no confirms. */
  readonly unconfirmed?: number;
  /** Messages per second. */
  readonly publishes?: number;
  readonly takes?: number;
}

export interface BrokerClients {
  readonly matching: number;
  /** The first of them by program. */
  readonly clients: readonly BrokerClient[];
}

const maxPictureLength = 64 * 2 ** 20;

const rowId = z.string().min(1).max(1000);
/** `confirmedTopic`: its name as the person has typed it. */
const rowDeed = z.object({ id: rowId, confirmedTopic: z.string().max(1000).optional() });

export const brokerQuerySchema = z.object({
  /** Words that all have to be in the name, case aside. */
  filter: z.string().max(1000).default(''),
  /** Those of the bus's own helpers and temporary queues, too. */
  everything: z.boolean().default(false),
  sort: z.enum(brokerSorts).default('name'),
  descending: z.boolean().default(false),
  from: z.int().min(0).default(0),
  count: z.int().min(1).max(500).default(100),
});
export type BrokerQuery = z.output<typeof brokerQuerySchema>;

export const brokerRequests = {
  /** What is on the broker, a page of it. */
  brokerTopics: brokerQuerySchema,
  brokerDetail: z.object({ id: rowId }),
  /** The first messages that wait in a queue; they stay there. */
  peek: z.object({ id: rowId }),
  brokerMap: z.object({ filter: z.string().max(1000).default('') }),
  /** Where it goes the person says. */
  savePicture: z.object({
    format: z.enum(['svg', 'png']),
    /** Of an SVG its text, of a PNG its bytes as Base64. */
    text: z.string().max(maxPictureLength),
  }),
  brokerClients: z.object({ filter: z.string().max(1000).default('') }),
  /** The channels of a connection. */
  clientChannels: z.object({ id: rowId }),
  /** Ends a connection of whatever program; most come back by themselves. */
  closeClient: z.object({ id: rowId }),
  /** Throws away what waits in a queue; what is in somebody's hands stays. */
  purgeQueue: rowDeed,
  deleteQueue: rowDeed,
  /** Names of topics that begin with a text or have it in them, for completion. */
  topicNames: z.object({ text: z.string().max(1000), most: z.int().min(1).max(100).default(20) }),
};
export interface BrokerResponses {
  brokerTopics: BrokerPage;
  brokerDetail: BrokerDetailPage;
  peek: Peeked;
  brokerMap: BrokerMap;
  /** Nothing when the person changed their mind. */
  savePicture: { readonly path: string } | undefined;
  brokerClients: BrokerClients;
  clientChannels: readonly BrokerChannel[];
  closeClient: null;
  purgeQueue: null;
  deleteQueue: null;
  topicNames: readonly string[];
}
