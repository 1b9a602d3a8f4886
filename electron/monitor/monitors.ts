import type { CreateMonitor } from './broker-desk';
import { KnownTopics } from './known-topics';
import { RabbitmqMonitor } from './rabbitmq/rabbitmq-monitor';

/** The one for a kind of broker. */
export const createMonitor: CreateMonitor = (options, watched) =>
  options.kind === 'rabbitmq' ? new RabbitmqMonitor(options, watched) : new KnownTopics(watched);
