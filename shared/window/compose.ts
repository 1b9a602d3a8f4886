import { z } from 'zod';
import { idSchema } from '../bus/bounded';
import type { Headers, Properties, Verb } from '../bus/message';
import { headersSchema } from '../bus/message';
import {
  type PayloadSource,
  type SendOutcome,
  sendSchema,
  type TypedPayload,
  typedPayloadSchema,
  variablesSchema,
} from './send';

/** A file whose content is to be sent. Its path and its bytes stay in the main process. */
export interface ChosenFile {
  readonly fileId: string;
  readonly name: string;
  /** Bytes, when it was chosen. */
  readonly size: number;
}

/** All that makes a request, apart from when and how often it was sent. */
export const composedSchema = sendSchema.omit({ sendId: true, variables: true });
export type Composed = z.output<typeof composedSchema>;

/** A request as the window opens it: with the file's name where there is a file. */
export interface OpenedRequest {
  readonly topic: string;
  readonly payload: TypedPayload | { readonly format: 'file'; readonly file: ChosenFile };
  readonly headers: Headers;
  readonly properties: Properties;
  readonly count: number;
  readonly rate: number;
}

/** One line of the history of what was sent, or was to be sent and was refused. */
export interface SentSummary {
  readonly id: string;
  /** The last time, ms since the epoch. */
  readonly at: number;
  /** How often it was sent in a row without a change. */
  readonly times: number;
  readonly verb: Verb;
  readonly topic: string;
  readonly count: number;
  readonly outcome: SendOutcome;
  /** Why it was refused or failed; the first reason where they were many. */
  readonly reason?: string;
  readonly format: PayloadSource['format'];
  /** The payload's beginning, or the file's name. */
  readonly preview: string;
}

/** How many sent requests are kept. */
export const maxSent = 200;

/** The placeholders of a request, filled in for its first messages. */
export interface PreviewedMessage {
  readonly text: string;
  readonly headers: Headers;
  /** Why this one could not be sent. */
  readonly problem?: string;
}

export const maxRequestName = 120;

/** A request's name in its collection: the name of its file, with at most one folder before it. */
export const requestNameSchema = z
  .string()
  .max(1000)
  .superRefine((name, context) => {
    const problem = requestNameProblem(name);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** Why a request cannot have this name on every system that a team may use; undefined when it can. */
export function requestNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'A request needs a name.';
  if (name.length > maxRequestName) return `A name may have ${maxRequestName} characters at most.`;
  const parts = name.split('/');
  if (parts.length > 2) return 'A name may have one folder before it, and no more.';
  for (const part of parts) {
    if (part === '' || part !== part.trim()) return 'A name may not be empty or begin or end with a space.';
    if (part.startsWith('.') || part.endsWith('.')) return 'A name may not begin or end with a dot.';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these cannot stand in a file's name.
    if (/[<>:"\\|?*\u0000-\u001f]/.test(part)) return 'A name may not contain < > : " \\ | ? or *.';
    if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part))
      return `Windows keeps the name “${part}” for itself.`;
  }
  return undefined;
}

/** A request in a collection. */
export interface SavedSummary {
  readonly name: string;
  readonly topic?: string;
  readonly format?: PayloadSource['format'];
  /** Why its file cannot be opened. It is left as it is. */
  readonly problem?: string;
}

export interface CollectionView {
  /** Where it lies; undefined when none was chosen yet. */
  readonly folder?: string;
  readonly requests: readonly SavedSummary[];
  /** Folders in it that hold nothing at all. */
  readonly emptyFolders: readonly string[];
  /** Why the folder cannot be read. */
  readonly problem?: string;
}

/** What a saved request says, whatever its file looks like: another version is another content. */
const versionSchema = z.string().max(200);

/**
 * How a saved request stands to the draft that was opened from it.
 *
 * - `same`   the file says what it said
 * - `theirs` the file says something else now, and the draft is as it was opened
 * - `both`   the file and the draft have changed, each in its own way
 * - `gone`   there is no such file any more
 */
export type SavedState =
  | { readonly state: 'same' | 'theirs' | 'both'; readonly version: string }
  | { readonly state: 'gone' };

const nothing = z.object({});

export type SaveOutcome =
  | { readonly outcome: 'saved'; readonly version: string }
  | { readonly outcome: 'exists' | 'changed' };

/** What the composer asks for beside sending. */
export const composeSchemas = {
  /** Opens the system's dialog. */
  choosePayloadFile: nothing,
  /** The first messages that a send would make, up to three. */
  previewSend: z.object({
    payload: typedPayloadSchema,
    headers: headersSchema,
    variables: variablesSchema,
    count: z.int().min(1),
  }),
  sentRequests: nothing,
  openSent: z.object({ id: idSchema }),
  clearSent: nothing,
  /** Opens the system's dialog for the folder that holds the saved requests. */
  chooseCollection: nothing,
  collection: nothing,
  openSaved: z.object({ name: requestNameSchema }),
  saveRequest: z.object({
    name: requestNameSchema,
    request: composedSchema,
    /** Whatever is there. */
    overwrite: z.boolean(),
    /** What is there may be replaced if it is still this. */
    basedOn: versionSchema.optional(),
  }),
  compareSaved: z.object({ name: requestNameSchema, request: composedSchema, basedOn: versionSchema }),
  renameSaved: z.object({ name: requestNameSchema, to: requestNameSchema }),
  deleteSaved: z.object({ name: requestNameSchema }),
  /** Only one that is empty. */
  deleteFolder: z.object({ name: requestNameSchema }),
} as const;

export interface ComposeResponses {
  /** `null` when the person chose none. */
  choosePayloadFile: ChosenFile | null;
  previewSend: readonly PreviewedMessage[];
  /** The newest first. */
  sentRequests: readonly SentSummary[];
  openSent: OpenedRequest;
  clearSent: null;
  chooseCollection: CollectionView;
  collection: CollectionView;
  openSaved: OpenedRequest & { readonly version: string };
  /**
   * `exists`: there is another of that name, and it was not to be replaced. `changed`: somebody has changed it since it
   * was opened.
   */
  saveRequest: SaveOutcome;
  compareSaved: SavedState;
  renameSaved: null;
  deleteSaved: null;
  deleteFolder: null;
}
