import { MemoryBackend } from '../electron/bus/memory/backend';
import type { BrokerKind } from '../shared/brokers';
import { kindOfUrl, noBusAt } from '../shared/brokers/by-url';
import { BusError } from '../shared/bus/errors';
import { type Broker, brokerOf } from './broker';

type Part = (url: string) => Broker;

/** Loaded when its kind is asked for, and its client with it. */
const parts: Readonly<Record<BrokerKind, () => Promise<Part>>> = {
  memory: async () => () => brokerOf('memory', async () => new MemoryBackend()),
  rabbitmq: async () => (await import('./rabbitmq')).rabbitmq,
  redis: async () => (await import('./redis')).redis,
  mqtt: async () => (await import('./mqtt')).mqtt,
};

/** Throws `invalid-argument` where no kind of broker has such URLs. */
export async function brokerAt(url: string): Promise<Broker> {
  const kind = kindOfUrl(url);
  if (kind === undefined) throw new BusError('invalid-argument', noBusAt(url));
  const part = await parts[kind]();
  return part(url);
}
