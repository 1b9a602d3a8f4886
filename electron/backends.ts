import type { ConnectOptions } from '../shared/connection';
import { BusError } from '../shared/errors';
import type { Backend } from './bus/backend';
import { MemoryBackend } from './bus/memory';

/** Where a new kind of broker is entered. */
export function createBackend(options: ConnectOptions): Backend {
  switch (options.kind) {
    case 'memory':
      return new MemoryBackend();
    case 'rabbitmq':
      throw new BusError('unsupported', 'RabbitMQ is not there yet.');
  }
}
