import { z } from 'zod';
import { brokerKinds } from '../brokers';
import { withinTotal } from '../bus/bounded';
import type { ConnectionStatus } from '../bus/connection';
import { type RestoredDraft, windowDraftSchema } from '../window/draft';
import { checkOwnOptions } from '../window/own-options';
import { profileFields } from '../window/profile';
import { variablesSchema } from '../window/send';
import { panelSizesSchema, preferencesChangeSchema, type SettingsView } from '../window/settings';
import { windowViewChangeSchema } from '../window/window-view';

/** Typed by the person this time; what is left out is taken from what is kept. */
const secretFields = {
  password: z.string().max(4096).optional(),
  passphrase: z.string().max(4096).optional(),
};

/** Of what one request has written into the settings file, characters. */
const maxKeptText = 4_000_000;

/** The known fields only: what a newer Busdeck has written is carried along by the main process. */
const requestedProfileSchema = withinTotal(z.object(profileFields).superRefine(checkOwnOptions), maxKeptText);

/** Settings and saved connections: a part of the request table. */
export const settingsRequests = {
  changePreferences: preferencesChangeSchema,
  keepLayout: z.object({ group: z.string().min(1).max(64), sizes: panelSizesSchema }),
  keepView: withinTotal(windowViewChangeSchema, maxKeptText),
  /** Those of a saved connection, or of all that are not saved and of this kind. */
  keepVariables: z.object({
    profileId: z.uuid().optional(),
    kind: z.enum(brokerKinds),
    variables: withinTotal(variablesSchema, maxKeptText),
  }),
  keepDraft: withinTotal(windowDraftSchema, maxKeptText),
  keptDraft: z.object({}),
  saveProfile: z.object({
    profile: requestedProfileSchema,
    ...secretFields,
    /** Keep the secrets over a restart, where this machine can do so safely. */
    remember: z.boolean().default(true),
    /** A duplicate gets the secrets of its original. */
    secretsFrom: z.uuid().optional(),
  }),
  deleteProfile: z.object({ id: z.uuid() }),
  /** Connects beside the session and closes again. */
  testProfile: z.object({
    profile: requestedProfileSchema,
    ...secretFields,
    secretsFrom: z.uuid().optional(),
  }),
  /** `password-needed` when none is known: ask, and pass it. */
  connectProfile: z.object({
    id: z.uuid(),
    ...secretFields,
    remember: z.boolean().default(false),
    /** Also when messages go with the connection of now; see `would-lose`. */
    evenIfLost: z.boolean().optional(),
  }),
  /** Asks the person for a file. */
  chooseFile: z.object({ title: z.string().max(100) }),
  showSettingsFile: z.object({}),
} as const;

export interface SettingsResponses {
  changePreferences: null;
  keepLayout: null;
  keepView: null;
  keepVariables: null;
  keepDraft: null;
  /** `null` when there is none. */
  keptDraft: RestoredDraft | null;
  /** The settings after it: the notice of the change may come later than this answer. */
  saveProfile: SettingsView;
  deleteProfile: SettingsView;
  testProfile: ConnectionStatus;
  connectProfile: ConnectionStatus;
  chooseFile: { readonly path: string | undefined };
  showSettingsFile: null;
}
