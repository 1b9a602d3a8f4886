import { amqplibFile } from './amqplib-files';

/** What the engine knows as `#amqplib/codec`, see vite.config.ts. */
export default amqplibFile('lib/codec.js');
