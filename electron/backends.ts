import type { ConnectOptions } from '../shared/connection';
import type { Backend } from './bus/backend';
import { MemoryBackend } from './bus/memory';
import { RabbitmqBackend } from './bus/rabbitmq/backend';

/** Where a new kind of broker is entered. */
export function createBackend(options: ConnectOptions): Backend {
  switch (options.kind) {
    case 'memory':
      return new MemoryBackend();
    case 'rabbitmq':
      return new RabbitmqBackend(options);
  }
}
