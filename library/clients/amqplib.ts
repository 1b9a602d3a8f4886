import type * as Amqplib from 'amqplib';
import { amqplibFile } from './amqplib-files';

/** What the engine knows as `amqplib`, see vite.config.ts. */
export const { connect } = amqplibFile('channel_api.js') as typeof Amqplib;
