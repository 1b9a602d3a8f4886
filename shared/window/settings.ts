import { z } from 'zod';
import { type BrokerKind, forEachKind } from '../brokers';
import { boundedRecord } from '../bus/bounded';
import { defaultRetryPolicy, prefetchSchema, retryPolicySchema } from '../bus/connection';
import { keptDraftSchema } from './draft';
import { keptSetupSchema } from './kept-setup';
import { type Profile, profileSchema, type SecretState } from './profile';
import { defaultHistoryBytes, maxHistoryBytes, minHistoryBytes } from './recording';
import { type Variables, variablesSchema } from './send';
import { defaultThresholds, thresholdsSchema } from './thresholds';
import { type WindowView, windowViewSchema } from './window-view';

/** The form of the settings file that this Busdeck writes. */
export const settingsVersion = 1;

export const themes = ['light', 'dark', 'auto'] as const;

export const minZoom = 0.5;
export const maxZoom = 2;

/** Saved connections. */
export const maxProfiles = 1000;
/** Groups of panels whose sizes are kept. */
export const maxLayoutGroups = 100;

/** The sizes of the panels of one group, in percent of it. */
export const panelSizesSchema = boundedRecord(z.string().max(64), z.number().min(0).max(100), 20);
export type PanelSizes = z.infer<typeof panelSizesSchema>;

const preferenceFields = {
  theme: z.enum(themes),
  /** 1 is the natural size. */
  zoom: z.number().min(minZoom).max(maxZoom),
  historyBytes: z
    .int()
    .min(minHistoryBytes, 'Keep 1 MB at least.')
    .max(maxHistoryBytes, 'Keep 8 GB at most.'),
  /** For connections that are not saved. */
  prefetch: prefetchSchema,
  retry: retryPolicySchema,
  thresholds: thresholdsSchema,
};

/** What a person chooses for the whole of Busdeck. */
export const preferencesSchema = z.looseObject({
  theme: preferenceFields.theme.default('auto'),
  zoom: preferenceFields.zoom.default(1),
  historyBytes: preferenceFields.historyBytes.default(defaultHistoryBytes),
  prefetch: preferenceFields.prefetch.default(1),
  retry: preferenceFields.retry.default(defaultRetryPolicy),
  thresholds: preferenceFields.thresholds.default(defaultThresholds),
});
export type Preferences = z.output<typeof preferencesSchema>;

/** Some of them; what is left out stays as it is, which a schema with defaults would not leave it. */
export const preferencesChangeSchema = z.object(preferenceFields).partial();
export type PreferencesChange = z.output<typeof preferencesChangeSchema>;

export const windowBoundsSchema = z.object({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().min(300),
  height: z.int().min(200),
  maximized: z.boolean().default(false),
});
export type WindowBounds = z.output<typeof windowBoundsSchema>;

const unsavedVariablesSchema = z.object(forEachKind(() => variablesSchema.default({})));

/** The settings file. Whatever else is in it belongs to a newer Busdeck and stays. */
export const settingsSchema = z.looseObject({
  version: z.int().min(1).default(settingsVersion),
  preferences: preferencesSchema.prefault({}),
  profiles: z.array(profileSchema).default([]),
  /** By the name of the group of panels. */
  layout: boundedRecord(z.string().max(64), panelSizesSchema, maxLayoutGroups).default({}),
  window: windowBoundsSchema.optional(),
  ...windowViewSchema.shape,
  /** Of connections that are not saved, by their kind; a saved one has its own. */
  variables: unsavedVariablesSchema.prefault({}),
  /** The subscribers and policies of connections, the one that was changed last at the end. */
  setups: z.array(z.object({ connection: z.string(), setup: keptSetupSchema })).default([]),
  /** What stood in the composer. */
  draft: keptDraftSchema.optional(),
});
export type Settings = z.output<typeof settingsSchema>;

/** What the window knows of the settings: no secret is in it. */
export interface SettingsView {
  readonly preferences: Preferences;
  readonly profiles: readonly Profile[];
  readonly layout: Settings['layout'];
  readonly view: WindowView;
  readonly variables: Readonly<Record<BrokerKind, Variables>>;
  /** Of each profile that has a password. */
  readonly secrets: Readonly<Record<string, SecretState>>;
  /** Why passwords cannot be kept on this machine, when they cannot. */
  readonly secretsProblem: string | undefined;
  /** Where the settings are. */
  readonly file: string;
  /** What was wrong with the files, each as some sentences. */
  readonly problems: readonly string[];
}
