import { createRequire } from 'node:module';
import type { Backend } from '../electron/bus/backend';
import type { BrokerKind } from '../shared/brokers';
import type { TlsFiles } from '../shared/bus/connection';
import { BusError } from '../shared/bus/errors';
import { howToGet } from './clients/peers';

/** Which broker a bus is to be connected to: what `rabbitmq`, `redis` and `mqtt` make of a URL and its options. */
export interface Broker {
  readonly kind: 'memory' | 'rabbitmq' | 'redis' | 'mqtt';
}

/** What of the connection's options a backend needs. */
export interface OpenWith {
  readonly tls?: TlsFiles | undefined;
  readonly onLinkLoss: 'report' | 'resend';
}

type Open = (options: OpenWith) => Promise<Backend>;

/** Beside the brokers and not in them: how one is opened is nobody's business but ours. */
const opens = new WeakMap<object, Open>();

export function brokerOf(kind: BrokerKind, open: Open): Broker {
  const broker: Broker = Object.freeze({ kind });
  opens.set(broker, open);
  return broker;
}

/** One that needs a client, which the program has to have installed. */
export const brokerWith = (kind: BrokerKind, label: string, client: string, open: Open): Broker =>
  brokerOf(kind, async (options) => {
    assertInstalled(client, label);
    return open(options);
  });

export async function openBackend(broker: Broker, options: OpenWith): Promise<Backend> {
  const open = typeof broker === 'object' && broker !== null ? opens.get(broker) : undefined;
  if (open !== undefined) return open(options);
  throw new BusError(
    'invalid-argument',
    'A bus is connected to a URL, such as memory:, or to what busdeck/rabbitmq, busdeck/redis or busdeck/mqtt makes of one.',
  );
}

const require = createRequire(import.meta.url);

function assertInstalled(client: string, label: string): void {
  try {
    require.resolve(client);
  } catch (cause) {
    throw new BusError(
      'not-found',
      `${label} needs the package ${client}, which is not installed. Get it with: ${howToGet(client)}`,
      { cause },
    );
  }
}
