import { type BrokerKind, kindOf } from '../../shared/brokers';
import type { Profile } from '../../shared/window/profile';
import type { Variables } from '../../shared/window/send';
import type { BusdeckState } from './store';

type Known = Pick<BusdeckState, 'session' | 'settings'>;

/** Whose the placeholders in use are: the saved connection's, or those of all that are not saved and of this kind. */
export function variablesOwner({ session, settings }: Known): {
  readonly kind: BrokerKind;
  readonly profile: Profile | undefined;
} {
  const { connection, profile: active } = session;
  return {
    kind: kindOf(connection),
    profile: active === undefined ? undefined : settings.profiles.find(({ id }) => id === active.id),
  };
}

export function variablesIn(state: Known): Variables {
  const { kind, profile } = variablesOwner(state);
  return profile?.variables ?? state.settings.variables[kind];
}
