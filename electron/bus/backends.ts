import type { ConnectOptions } from '../../shared/bus/connection';
import type { Backend } from './backend';
import { MemoryBackend } from './memory/backend';
import { RabbitmqBackend } from './rabbitmq/backend';

/** Where a new kind of broker is entered. */
export function createBackend(options: ConnectOptions): Backend {
  switch (options.kind) {
    case 'memory':
      return new MemoryBackend();
    case 'rabbitmq':
      return new RabbitmqBackend(options);
  }
}
