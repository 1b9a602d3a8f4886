import type { BackendKind } from '../../shared/bus/connection';
import type { DeadLetter } from '../../shared/bus/dead-letter';
import type { ActiveProfile, Profile } from '../../shared/window/profile';
import { preferencesSchema, type SettingsView } from '../../shared/window/settings';
import { windowViewSchema } from '../../shared/window/window-view';

/** Before the main process has answered, and where it does not. */
export const noSettings: SettingsView = {
  preferences: preferencesSchema.parse({}),
  profiles: [],
  layout: {},
  view: windowViewSchema.parse({}),
  variables: { memory: {}, rabbitmq: {} },
  secrets: {},
  secretsProblem: undefined,
  file: '',
  problems: [],
};

/** What stands in the top bar: where Connect goes to. */
export interface Target {
  readonly kind: BackendKind;
  readonly url: string;
  /** The saved connection it is, until something in it is changed. */
  readonly profileId?: string;
}

export const defaultUrl = 'amqp://guest:guest@localhost:5672/';

export const firstTarget: Target = { kind: 'memory', url: defaultUrl };

export function targetOf({ kind, url, id }: Pick<Profile, 'kind' | 'url' | 'id'> | ActiveProfile): Target {
  return { kind, url: url === '' ? defaultUrl : url, profileId: id };
}

/** A window over the others; one at a time. */
export type Dialog =
  | { readonly type: 'settings' }
  /** `draft` is a new connection to begin with, `chosenId` a saved one. */
  | { readonly type: 'connections'; readonly draft?: ProfileDraft; readonly chosenId?: string }
  | { readonly type: 'password'; readonly profileId: string; readonly problem?: string }
  | { readonly type: 'edit-letter'; readonly topic: string; readonly letter: DeadLetter }
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
