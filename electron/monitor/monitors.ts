import type { ConnectOptions } from '../../shared/brokers';
import type { CreateMonitor } from './broker-desk';
import { KnownTopics } from './known-topics';
import { RabbitmqMonitor } from './rabbitmq/rabbitmq-monitor';
import { RabbitmqTracing } from './rabbitmq/tracing';
import { RedisMonitor } from './redis/redis-monitor';
import type { TracingSwitch } from './tracing';

/** Of a broker that can trace. */
export function createTracingSwitch(options: ConnectOptions): TracingSwitch | undefined {
  return options.kind === 'rabbitmq' ? new RabbitmqTracing(options) : undefined;
}

/** The one for a kind of broker. */
export const createMonitor: CreateMonitor = (options, watched) => {
  switch (options.kind) {
    case 'rabbitmq':
      return new RabbitmqMonitor(options, watched);
    case 'redis':
      return new RedisMonitor(options, watched);
    default:
      return new KnownTopics(watched);
  }
};
