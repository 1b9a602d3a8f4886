import { randomUUID } from 'node:crypto';
import type { TapRequest } from '../backend';
import type { Link, LinkOptions } from './link';
import { broadcastTopic, workTopic } from './names';
import { countOf, fromRaw } from './wire';

/** A session of its own that ends with its link. At most once: what a slow reader cannot take, the broker drops. */
export async function openTap(
  openLink: (options: Omit<LinkOptions, 'tls' | 'keepAliveSeconds'>) => Promise<Link>,
  topic: string,
  onSight: TapRequest['onSight'],
): Promise<Link> {
  const link = await openLink({
    clientId: `eventbus-tap-${randomUUID()}`,
    keptSeconds: 0,
    receiveMaximum: 1000,
  });
  const broadcasts = broadcastTopic(topic);
  try {
    link.onMessage((raw) => {
      // It was there before: what is retained is no news.
      if (raw.retained) return;
      const message = fromRaw(raw, topic, raw.topic === broadcasts ? 'broadcast' : 'publish', randomUUID);
      onSight(message, { what: 'published' }, countOf(raw, 'attempt') ?? 1);
    });
    await link.subscribe(workTopic(topic), 0);
    await link.subscribe(broadcasts, 0);
    return link;
  } catch (error) {
    await link.close();
    throw error;
  }
}
