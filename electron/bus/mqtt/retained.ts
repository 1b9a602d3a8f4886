import { randomUUID } from 'node:crypto';
import { within } from '../broker/within';
import type { Incoming, Link } from './link';
import { markTopic } from './names';

/** A silence of the broker while it lists what it retains, ms. */
const listMs = 10_000;

export type OpenLink = (options: {
  clientId: string;
  keptSeconds: number;
  receiveMaximum: number;
}) => Promise<Link>;

/**
 * All retained messages that a filter matches, in no order. By a client of its own: a mark that is sent to it after the subscription
 * comes after all of them.
 */
export async function listRetained(openLink: OpenLink, filter: string): Promise<Incoming[]> {
  const clientId = `busdeck-${randomUUID()}`;
  const link = await openLink({ clientId, keptSeconds: 0, receiveMaximum: 65_535 });
  try {
    const found: Incoming[] = [];
    const mark = markTopic(clientId);
    const marked = new Promise<void>((resolve) => {
      link.onMessage((message) => {
        if (message.topic === mark) resolve();
        else if (message.body.length > 0) found.push(message);
        if (message.packetId !== undefined) link.ack(message.packetId);
      });
    });
    const ended = new Promise<never>((_, reject) => {
      link.onEnd((error) => reject(error));
    });
    ended.catch(() => {});
    await link.subscribe(mark);
    await link.subscribe(filter);
    await link.publish(mark, '');
    await within(listMs, `list ${filter}`, Promise.race([marked, ended]));
    return found;
  } finally {
    await link.close({ forget: true });
  }
}
