import { z } from 'zod';
import type { RetryPolicy } from '../bus/connection';
import type { BrokerDescriptor } from './descriptor';
import { memory } from './memory';
import { mqtt } from './mqtt';
import { rabbitmq } from './rabbitmq';
import { redis } from './redis';

/** Every kind of broker: a new one is entered here, and in `electron/bus/backends.ts`. */
const brokers = { memory, rabbitmq, redis, mqtt } as const;

export type BrokerKind = keyof typeof brokers;

/** In the order in which they are offered. */
export const brokerKinds = Object.keys(brokers) as [BrokerKind, ...BrokerKind[]];

export const connectOptionsSchema = z.discriminatedUnion('kind', [
  brokers.memory.optionsSchema,
  brokers.rabbitmq.optionsSchema,
  brokers.redis.optionsSchema,
  brokers.mqtt.optionsSchema,
]);
export type ConnectOptions = z.infer<typeof connectOptionsSchema>;
export type ConnectInput = z.input<typeof connectOptionsSchema>;

export function isBrokerKind(kind: string): kind is BrokerKind {
  return Object.hasOwn(brokers, kind);
}

/** Of a connection that was opened by this table. The bus itself takes any backend, so that its status says only a name. */
export function kindOf({ kind }: { readonly kind: string }): BrokerKind {
  if (!isBrokerKind(kind)) throw new Error(`${kind} is not in the table of brokers`);
  return kind;
}

export const descriptorOf = (kind: BrokerKind): BrokerDescriptor => brokers[kind];

/** Whether it is inside Busdeck, with nothing to be reached. */
export const isInside = (kind: BrokerKind): boolean => descriptorOf(kind).address === undefined;

/** What a new connection to somewhere else begins with. */
export const firstOutside: BrokerKind = brokerKinds.find((kind) => !isInside(kind)) ?? brokerKinds[0];

/** To connect with what the top bar holds; all else is as its kind has it by default. */
export function connectInput(
  kind: BrokerKind,
  { url, retry }: { url: string; retry: RetryPolicy },
): ConnectInput {
  return (isInside(kind) ? { kind, retry } : { kind, url, retry }) as ConnectInput;
}

/** A table with something for each kind. */
export function forEachKind<Value>(make: (kind: BrokerKind) => Value): Record<BrokerKind, Value> {
  return Object.fromEntries(brokerKinds.map((kind) => [kind, make(kind)])) as Record<BrokerKind, Value>;
}
