import type { ConsumeMessage } from 'amqplib';
import type { Verb } from '../../../shared/bus/message';
import type { Program, Sight } from '../../../shared/bus/tap';
import { broadcastExchange, type Profile } from './names';
import type { Raw } from './wire';

/**
 * What RabbitMQ publishes of everything that goes through a virtual host whose tracing is on: `publish.EXCHANGE` for each message that
 * comes in, `deliver.QUEUE` for each that goes out. Answers are not told.
 */
export const traceExchange = 'amq.rabbitmq.trace';

/** One message of the firehose that concerns the topic. */
export interface Traced {
  readonly raw: Raw;
  readonly verb: Verb;
  readonly sight: Sight;
}

interface Read {
  readonly traced?: Traced;
  /** Queues of broadcasts that were not known, to be bound, too; and those whose turn is over. */
  readonly found?: readonly string[];
  readonly forgotten?: readonly string[];
}

/** Subscribers come and go, each with a queue of its own: so many are followed. */
const mostBroadcastQueues = 500;
/** A routing key has 255 bytes at most. */
const maxKeyBytes = 255;
/** So many queues that a message went to are named. */
const mostRoutes = 100;

/** By its names in the properties of the firehose. */
const propertyNames = {
  content_type: 'contentType',
  content_encoding: 'contentEncoding',
  correlation_id: 'correlationId',
  reply_to: 'replyTo',
  message_id: 'messageId',
  app_id: 'appId',
  type: 'type',
  priority: 'priority',
  headers: 'headers',
} as const;

/** Reads the firehose for one topic. */
export class Firehose {
  readonly #work: string;
  readonly #exchange: string;
  readonly #programOf: (connection: string) => string | undefined;
  /** Queues that broadcasts of the topic went to. */
  readonly #broadcasts = new Set<string>();

  constructor(
    topic: string,
    profile: Profile,
    programOf: (connection: string) => string | undefined = () => undefined,
  ) {
    this.#work = profile.work(topic).name;
    this.#exchange = broadcastExchange(topic);
    this.#programOf = programOf;
  }

  /** What the tap's queue is bound with; a topic's name may have words in it that stand for any, so each message is looked at once more. */
  get bindings(): readonly string[] {
    // One that is too long is none: of that topic less is seen.
    return ['publish.', `publish.${this.#exchange}`, `deliver.${this.#work}`].filter(fits);
  }

  /** Nothing where it is about something else. */
  read(raw: ConsumeMessage): Read {
    const headers: Record<string, unknown> = raw.properties.headers ?? {};
    const key = raw.fields.routingKey;
    if (key.startsWith('publish.')) return this.#readPublish(raw, key.slice('publish.'.length), headers);
    if (key.startsWith('deliver.')) return this.#readDeliver(raw, key.slice('deliver.'.length), headers);
    return {};
  }

  #readPublish(raw: ConsumeMessage, exchange: string, headers: Record<string, unknown>): Read {
    const isBroadcast = exchange === this.#exchange;
    const keys = texts(headers.routing_keys);
    if (!isBroadcast && (exchange !== '' || !keys.includes(this.#work))) return {};
    const routedTo = texts(headers.routed_queues).slice(0, mostRoutes);
    const sight: Sight = { what: 'published', by: this.#program(headers), routedTo };
    const traced = { raw: originalOf(raw, headers), verb: verbOf(isBroadcast), sight };
    return isBroadcast ? { traced, ...this.#follow(routedTo) } : { traced };
  }

  #follow(queues: readonly string[]): Pick<Read, 'found' | 'forgotten'> {
    const found = queues.filter((queue) => !this.#broadcasts.has(queue) && fits(`deliver.${queue}`));
    for (const queue of found) this.#broadcasts.add(queue);
    const forgotten: string[] = [];
    for (const queue of this.#broadcasts) {
      if (this.#broadcasts.size <= mostBroadcastQueues) break;
      this.#broadcasts.delete(queue);
      forgotten.push(queue);
    }
    return { found, forgotten };
  }

  #readDeliver(raw: ConsumeMessage, queue: string, headers: Record<string, unknown>): Read {
    const isBroadcast = headers.exchange_name === this.#exchange && this.#broadcasts.has(queue);
    if (queue !== this.#work && !isBroadcast) return {};
    const sight: Sight = {
      what: 'delivered',
      queue,
      to: this.#program(headers),
      redelivered: headers.redelivered === 1 || headers.redelivered === true,
    };
    return { traced: { raw: originalOf(raw, headers), verb: verbOf(isBroadcast), sight } };
  }

  #program({ connection, channel, user }: Record<string, unknown>): Program {
    const address = typeof connection === 'string' ? connection : '';
    return {
      name: this.#programOf(address) ?? (address || 'the broker'),
      ...(address === '' ? {} : { connection: address }),
      ...(typeof channel === 'number' ? { channel } : {}),
      ...(typeof user === 'string' ? { user } : {}),
    };
  }
}

const fits = (key: string): boolean => Buffer.byteLength(key) <= maxKeyBytes;

const verbOf = (isBroadcast: boolean): Verb => (isBroadcast ? 'broadcast' : 'publish');

/** The message as it was published, as if it had come by itself. */
function originalOf(raw: ConsumeMessage, { properties }: Record<string, unknown>): Raw {
  const table = typeof properties === 'object' && properties !== null ? properties : {};
  const original: Record<string, unknown> = { headers: {} };
  for (const [name, value] of Object.entries(table)) {
    const own = propertyNames[name as keyof typeof propertyNames];
    if (own !== undefined) original[own] = value;
  }
  return { ...raw, properties: original as unknown as Raw['properties'] } as Raw;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
