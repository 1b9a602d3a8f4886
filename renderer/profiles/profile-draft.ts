import { type Profile, profileSchema, splitPassword } from '../../shared/profile';
import { variablesOf } from '../store/draft';
import type { ProfileDraft, Target } from '../store/settings';
import type { BusdeckState } from '../store/store';

/** The connection of the top bar, to be saved: with the variables that were made for it. */
export function draftOfTarget({ target, variables }: BusdeckState): ProfileDraft {
  const draft = newDraft(target);
  return { ...draft, profile: { ...draft.profile, variables: variablesOf(variables) } };
}

/** A connection to begin with. */
export function newDraft({ kind, url }: Target): ProfileDraft {
  const { url: openUrl, password } = splitPassword(url);
  const profile = profileSchema.parse({
    id: crypto.randomUUID(),
    name: kind === 'memory' ? 'In-memory' : (hostOf(openUrl) ?? 'RabbitMQ'),
    kind,
    url: openUrl,
  });
  return { profile, password: password ?? '', passphrase: '', remember: true };
}

export function draftOfProfile(profile: Profile, remember: boolean): ProfileDraft {
  return { profile, password: '', passphrase: '', remember };
}

export function duplicateOf(profile: Profile, remember: boolean): ProfileDraft {
  const name = `${profile.name.slice(0, 59)} copy`;
  return {
    ...draftOfProfile({ ...profile, id: crypto.randomUUID(), name }, remember),
    secretsFrom: profile.id,
  };
}

/** The draft as a request: what was not typed is not sent, so that what is kept stays. */
export function requestOf({ profile, password, passphrase, secretsFrom }: ProfileDraft) {
  return {
    profile: { ...profile, tls: withoutEmpty(profile.tls) },
    ...(password === '' ? {} : { password }),
    ...(passphrase === '' ? {} : { passphrase }),
    ...(secretsFrom === undefined ? {} : { secretsFrom }),
  };
}

function withoutEmpty(tls: Profile['tls']): Profile['tls'] {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== ''));
}

function hostOf(url: string): string | undefined {
  return /^\w+:\/\/(?:.*@)?([^/:,\s]+)/.exec(url)?.[1];
}
