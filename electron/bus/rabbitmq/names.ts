import { createHash } from 'node:crypto';
import type { Options } from 'amqplib';
import { maxRetryDelayMs } from '../../../shared/bus/connection';

/** AMQP's names are short strings. */
const maxNameBytes = 255;

/** A queue's name and how it is declared. */
export interface QueueSpec {
  readonly name: string;
  readonly options: Options.AssertQueue;
}

/**
 * The names and arguments of everything the bus declares at the broker. Two programs that share a topic must declare it
 * alike to the letter, so these are a contract: change nothing here without a new name for it.
 */
export interface Profile {
  /** Takes what is published to the topic. */
  readonly work: (topic: string) => QueueSpec;
  /** Where a retry waits for `delayMs` before it goes back to the work queue. */
  readonly wait: (topic: string, delayMs: number) => QueueSpec;
  readonly dead: (topic: string) => QueueSpec;
  /** The queues' messages survive a restart of the broker. */
  readonly durable: boolean;
}

/** `direct`: takes back what has waited, by the name of its work queue. */
export const retryExchange = 'eventbus.retry';
/** `fanout`: what came back and found no work queue. */
export const unroutedExchange = 'eventbus.unrouted';
/** Keeps what came back and found no work queue. */
export const parkedQueue = 'eventbus.parked';
/** `direct`: what a quorum queue gave up on by itself, by topic. */
export const deadLetterExchange = 'eventbus.dlx';

export function broadcastExchange(topic: string): string {
  return `broadcast_${topic}`;
}

/**
 * An unused wait queue is removed by the broker; what is still in it then is lost. A publish does not renew the lease,
 * only a declaration does, so the queue is declared before each publish and lives at least twice as long as a message.
 */
function leaseMs(delayMs: number): number {
  return Math.min(Math.max(2 * delayMs, delayMs + 60_000), 2 * maxRetryDelayMs);
}

/**
 * The default: the queues that the Python services use. The work queue has no arguments whatever, since any would be
 * refused there as a mismatch; the helpers are durable, since RabbitMQ 4.3 refuses shared ones that are not.
 */
export const compatible: Profile = {
  durable: false,
  work: (topic) => ({ name: topic, options: { durable: false, autoDelete: true, exclusive: false } }),
  wait: (topic, delayMs) => ({
    name: fitting('eventbus.wait', delayMs, topic),
    options: {
      durable: true,
      messageTtl: delayMs,
      expires: leaseMs(delayMs),
      deadLetterExchange: retryExchange,
      deadLetterRoutingKey: topic,
    },
  }),
  dead: (topic) => ({ name: fitting('eventbus.dead', undefined, topic), options: { durable: true } }),
};

/**
 * Quorum queues under names of their own: a topic's two profiles share nothing, and neither can be mistaken for the
 * other. The delivery limit is only a net for messages that kill their consumers faster than they can be counted.
 */
export const durable: Profile = {
  durable: true,
  work: (topic) => ({
    name: quorumName(topic),
    options: {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-delivery-limit': 20,
        'x-dead-letter-exchange': deadLetterExchange,
        'x-dead-letter-routing-key': topic,
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    },
  }),
  wait: (topic, delayMs) => ({
    name: fitting('eventbus.qwait', delayMs, topic),
    options: {
      durable: true,
      messageTtl: delayMs,
      expires: leaseMs(delayMs),
      arguments: {
        'x-queue-type': 'quorum',
        'x-dead-letter-exchange': retryExchange,
        'x-dead-letter-routing-key': quorumName(topic),
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    },
  }),
  dead: (topic) => ({
    name: fitting('eventbus.qdead', undefined, topic),
    // Each look at the letters counts as a delivery, and from RabbitMQ 4.0 the default limit is 20: then they would go.
    options: { durable: true, arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 } },
  }),
};

const quorumName = (topic: string) => fitting('eventbus.q', undefined, topic);

/** What a queue is by its name. */
export interface NamedQueue {
  readonly is: 'work' | 'wait' | 'dead' | 'helper';
  /** Left out of what belongs to no single topic. */
  readonly topic?: string;
}

const readings: readonly (readonly [RegExp, NamedQueue['is']])[] = [
  [/^eventbus\.q?dead\.(.+)$/s, 'dead'],
  [/^eventbus\.q?wait\.\d+\.(.+)$/s, 'wait'],
  [/^eventbus\.q\.(.+)$/s, 'work'],
];

/**
 * Reads a name that was given here; undefined for any other, which a compatible topic's is like. One whose topic was too long has its hash
 * for a topic.
 */
export function readQueueName(name: string): NamedQueue | undefined {
  for (const [pattern, is] of readings) {
    const topic = pattern.exec(name)?.[1];
    if (topic !== undefined) return { is, topic };
  }
  return name.startsWith('eventbus.') ? { is: 'helper' } : undefined;
}

/** Of an exchange of broadcasts. */
export function topicOfBroadcasts(exchange: string): string | undefined {
  return exchange.startsWith(broadcastExchange(''))
    ? exchange.slice(broadcastExchange('').length)
    : undefined;
}

/** A name that would be too long has the topic's hash in place of the topic. */
function fitting(prefix: string, delayMs: number | undefined, topic: string): string {
  const start = delayMs === undefined ? prefix : `${prefix}.${delayMs}`;
  const name = `${start}.${topic}`;
  if (Buffer.byteLength(name) <= maxNameBytes) return name;
  return `${start}.h-${createHash('sha256').update(topic).digest('hex').slice(0, 32)}`;
}
