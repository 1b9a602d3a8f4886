import type { CreateMonitor } from './broker-desk';
import { KnownTopics } from './known-topics';
import { RabbitmqMonitor } from './rabbitmq/rabbitmq-monitor';
import { RedisMonitor } from './redis/redis-monitor';

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
