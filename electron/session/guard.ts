import { BusError } from '../../shared/bus/errors';
import type { ActiveProfile } from '../../shared/window/profile';

export interface Deed {
  readonly what:
    | 'publish'
    | 'broadcast'
    | 'replay'
    | 'discard'
    | 'purge'
    | 'delete'
    | 'close'
    | 'trace'
    | 'peek';
  /** Left out where it is done to several topics: then the connection's name is asked for. */
  readonly topic?: string | undefined;
  readonly count: number | 'all';
  /** The name that the person has typed, when they were asked. */
  readonly confirmedTopic?: string | undefined;
}

const done: Record<Deed['what'], string> = {
  publish: 'published',
  broadcast: 'broadcast',
  replay: 'replayed',
  discard: 'discarded',
  purge: 'purged',
  delete: 'deleted',
  close: 'closed',
  trace: 'traced',
  peek: 'peeked at',
};

/** Throws where the saved connection does not allow a deed, or wants a name typed first. */
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
  if (!profile?.production || !isBulk || confirmedTopic === (topic ?? profile.name)) return;
  const many = count === 'all' ? 'All dead letters' : `${count} messages`;
  throw new BusError(
    'confirmation-needed',
    `${profile.name} is marked as production. ${many} of ${topic ?? 'several topics'} would be ${done[what]}: type the ${topic === undefined ? 'connection' : 'topic'}’s name to go on.`,
  );
}
