import { randomBytes } from 'node:crypto';

/** A topic nobody else uses, so that tests need no cleaning up after one another. */
export function randomTopic(stem = 'topic'): string {
  return `${stem}-${randomBytes(6).toString('hex')}`;
}
