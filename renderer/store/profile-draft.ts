import { descriptorOf, isInside } from '../../shared/brokers';
import { type Profile, profileColours, profileSchema, splitPassword } from '../../shared/window/profile';
import { variablesOf } from './draft';
import type { ProfileDraft, Target } from './settings';
import type { BusdeckState } from './store';

/** The connection of the top bar, to be saved: with the variables that were made for it. */
export function draftOfTarget({ target, variables, settings }: BusdeckState): ProfileDraft {
  const draft = newDraft(target, settings.profiles);
  return { ...draft, profile: { ...draft.profile, variables: variablesOf(variables) } };
}

/** A connection to begin with, in a colour that no other has, as long as there is one. */
export function newDraft({ kind, url }: Target, others: readonly Profile[]): ProfileDraft {
  const { url: openUrl, password } = splitPassword(url);
  const profile = profileSchema.parse({
    id: crypto.randomUUID(),
    name: (isInside(kind) ? undefined : hostOf(openUrl)) ?? descriptorOf(kind).label,
    colour: freeColour(others),
    kind,
    url: openUrl,
  });
  return { profile, password: password ?? '', passphrase: '', remember: true };
}

function freeColour(others: readonly Profile[]): number {
  const taken = new Set(others.map(({ colour }) => colour));
  for (let colour = 0; colour < profileColours; colour += 1) if (!taken.has(colour)) return colour;
  return others.length % profileColours;
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
  return /^[\w+.-]+:\/\/(?:.*@)?([^/:,\s]+)/.exec(url)?.[1];
}
