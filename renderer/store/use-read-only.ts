import { useBusdeck } from './react';

/** Why nothing can be sent on this connection; undefined when it can. The main process refuses it in any case. */
export function useReadOnly(): string | undefined {
  const profile = useBusdeck((s) => s.session.profile);
  if (!profile?.readOnly) return undefined;
  return `${profile.name} is a read-only connection.`;
}
