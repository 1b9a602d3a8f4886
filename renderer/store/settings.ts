import {
  type BrokerKind,
  brokerKinds,
  descriptorOf,
  firstOutside,
  forEachKind,
  isInside,
} from '../../shared/brokers';
import type { DeadLetter } from '../../shared/bus/dead-letter';
import type { ActiveProfile, Profile } from '../../shared/window/profile';
import { preferencesSchema, type SettingsView } from '../../shared/window/settings';
import type { Tracing } from '../../shared/window/tap';
import { windowViewSchema } from '../../shared/window/window-view';

/** Before the main process has answered, and where it does not. */
export const noSettings: SettingsView = {
  preferences: preferencesSchema.parse({}),
  profiles: [],
  layout: {},
  view: windowViewSchema.parse({}),
  variables: forEachKind(() => ({})),
  secrets: {},
  secretsProblem: undefined,
  file: '',
  problems: [],
};

/** What stands in the top bar: where Connect goes to. */
export interface Target {
  readonly kind: BrokerKind;
  readonly url: string;
  /** The saved connection it is, until something in it is changed. */
  readonly profileId?: string;
}

/** A bus that is inside Busdeck is there at once; beside it stands where most people go next. */
export const firstTarget: Target = { kind: 'memory', url: exampleUrl(firstOutside) };

/** The URL that a kind begins with. */
export function exampleUrl(kind: BrokerKind): string {
  return descriptorOf(kind).address?.example ?? '';
}

/** What is typed stays, unless another kind of broker could not be reached by it. */
export function targetOfKind(kind: BrokerKind, url: string): Target {
  const { address } = descriptorOf(kind);
  const isOfAnother = brokerKinds.some((each) => each !== kind && exampleUrl(each) === url);
  return { kind, url: address !== undefined && isOfAnother ? address.example : url };
}

export function targetOf({ kind, url, id }: Pick<Profile, 'kind' | 'url' | 'id'> | ActiveProfile): Target {
  return { kind, url: url === '' ? exampleUrl(isInside(kind) ? firstOutside : kind) : url, profileId: id };
}

/** A window over the others; one at a time. */
export type Dialog =
  | { readonly type: 'settings' }
  /** `draft` is a new connection to begin with, `chosenId` a saved one. */
  | { readonly type: 'connections'; readonly draft?: ProfileDraft; readonly chosenId?: string }
  | { readonly type: 'password'; readonly profileId: string; readonly problem?: string }
  | { readonly type: 'edit-letter'; readonly topic: string; readonly letter: DeadLetter }
  /** Before a topic is watched that the broker would have to trace for it. */
  | { readonly type: 'tap'; readonly topic: string; readonly tracing: Tracing }
  | { readonly type: 'shortcuts' }
  | { readonly type: 'about' };

/** A connection that is being edited, with what was typed for its secrets. */
export interface ProfileDraft {
  readonly profile: Profile;
  readonly password: string;
  readonly passphrase: string;
  readonly remember: boolean;
  /** A duplicate takes the secrets of this one. */
  readonly secretsFrom?: string;
}
