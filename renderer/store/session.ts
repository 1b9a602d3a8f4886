import { noCapabilities } from '../../shared/bus/capabilities';
import { defaultRetryPolicy } from '../../shared/bus/connection';
import type { Batch, SessionState } from '../../shared/ipc/ipc';

/** What is true now. The subscribers have a slice of their own. */
export type Session = Omit<SessionState, 'subscribers'>;

export const noSession: Session = {
  connectionCount: 0,
  connection: { state: 'idle', kind: 'memory', endpoint: 'In-memory', capabilities: noCapabilities },
  taps: [],
  programs: new Map(),
  reopenable: [],
  sends: [],
  retry: defaultRetryPolicy,
  retryByTopic: new Map(),
  foreign: [],
  found: [],
};

export function appendSession(current: Session, { state }: Batch): Session {
  return state === undefined ? current : sessionOf(state);
}

export function sessionOf({ subscribers: _, ...session }: SessionState): Session {
  return session;
}
