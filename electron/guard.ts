import { BusError } from '../shared/errors';
import type { ActiveProfile } from '../shared/profile';

interface Deed {
  readonly what: 'publish' | 'broadcast' | 'replay' | 'discard';
  readonly topic: string;
  readonly count: number | 'all';
  /** What the person has typed, when they were asked. */
  readonly confirmedTopic?: string | undefined;
}

const done: Record<Deed['what'], string> = {
  publish: 'published',
  broadcast: 'broadcast',
  replay: 'replayed',
  discard: 'discarded',
};

/** Throws where the saved connection does not allow a deed, or wants the topic's name typed first. */
export function guard(
  profile: ActiveProfile | undefined,
  { what, topic, count, confirmedTopic }: Deed,
): void {
  if (profile?.readOnly) {
    throw new BusError(
      'read-only',
      `${profile.name} is a read-only connection: nothing can be ${done[what]} on it.`,
    );
  }
  const isBulk = count === 'all' || count > 1;
  if (!profile?.production || !isBulk || confirmedTopic === topic) return;
  const many = count === 'all' ? 'All dead letters' : `${count} messages`;
  throw new BusError(
    'confirmation-needed',
    `${profile.name} is marked as production. ${many} of ${topic} would be ${done[what]}: type the topic’s name to go on.`,
  );
}
