import type { Connection as AnyConnection } from '#amqplib/connection';
import { amqplibFile } from './amqplib-files';

/** What the engine knows as `#amqplib/connection`, see vite.config.ts. */
export const { Connection } = amqplibFile('lib/connection.js') as { Connection: typeof AnyConnection };
