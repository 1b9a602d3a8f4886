import { PrivateCopy } from './private-copy';

const copy = new PrivateCopy('amqplib');

export const amqplibFile = (file: string): unknown => copy.load(file);
