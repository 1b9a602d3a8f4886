import type { BrokerKind, ConnectOptions } from '../../shared/brokers';
import type { Backend } from './backend';
import { MemoryBackend } from './memory/backend';
import { MqttBackend } from './mqtt/backend';
import { RabbitmqBackend } from './rabbitmq/backend';
import { RedisBackend } from './redis/backend';

type Backends = { [Kind in BrokerKind]: (options: Extract<ConnectOptions, { kind: Kind }>) => Backend };

/** Every kind of broker: a new one is entered here, and in `shared/brokers/index.ts`. */
const backends: Backends = {
  memory: () => new MemoryBackend(),
  rabbitmq: (options) => new RabbitmqBackend(options),
  redis: (options) => new RedisBackend(options),
  mqtt: (options) => new MqttBackend(options),
};

export function createBackend(options: ConnectOptions): Backend {
  const create = backends[options.kind] as (options: ConnectOptions) => Backend;
  return create(options);
}
