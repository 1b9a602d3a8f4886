import type { Headers, HeaderValue, MessageSummary, Properties } from '../../shared/bus/message';
import type { ChosenFile, OpenedRequest } from '../../shared/window/compose';
import type { PayloadFormat, PayloadSource } from '../../shared/window/send';

export interface HeaderDraft {
  /** Keeps a row of the table itself while its name is being typed. */
  readonly key: number;
  readonly name: string;
  readonly value: string;
  /** What the text was made from: as long as it is not touched, a number stays a number. */
  readonly typed?: HeaderValue;
}

export interface SavedAs {
  readonly name: string;
  readonly version: string;
}

/** What stands in the composer. */
export interface Draft {
  readonly topic: string;
  readonly format: PayloadSource['format'];
  readonly text: string;
  /** What the format `file` sends; `undefined` until one was chosen. */
  readonly file: ChosenFile | undefined;
  readonly headers: readonly HeaderDraft[];
  readonly properties: Properties;
  readonly count: number;
  /** Messages a second; 0 is as fast as the broker confirms. */
  readonly rate: number;
  /** The saved request it was opened from or saved as, and what that said then. */
  readonly savedAs: SavedAs | undefined;
  /** Changed by hand since it was sent, saved or opened: it stands nowhere else. */
  readonly edited: boolean;
}

const samplePayload = `{
  "order": {{seq}},
  "customer": "Ada Lovelace",
  "total": 42.5,
  "placed": "{{now}}"
}`;

/** The first window is useful at once: this goes to the topic that the in-memory bus opens with. */
export const firstDraft: Draft = {
  topic: 'orders',
  format: 'json',
  text: samplePayload,
  file: undefined,
  headers: [],
  properties: {},
  count: 1,
  rate: 0,
  savedAs: undefined,
  edited: false,
};

let lastHeaderKey = 0;

export function headerDraft(name = '', value: HeaderValue = ''): HeaderDraft {
  lastHeaderKey += 1;
  return { key: lastHeaderKey, name, value: value === null ? '' : String(value), typed: value };
}

/** A draft that sends the same again. */
export function draftOf(message: MessageSummary, format: PayloadFormat, text: string): Draft {
  return {
    topic: message.topic,
    format,
    text,
    file: undefined,
    headers: headerDrafts(message.headers),
    properties: message.properties,
    count: 1,
    rate: 0,
    savedAs: undefined,
    edited: false,
  };
}

/** A draft of what was sent or saved before. */
export function draftOfRequest(request: OpenedRequest, savedAs?: SavedAs): Draft {
  const { topic, payload, headers, properties, count, rate } = request;
  const isFile = payload.format === 'file';
  return {
    topic,
    format: payload.format,
    text: isFile ? '' : payload.text,
    file: isFile ? payload.file : undefined,
    headers: headerDrafts(headers),
    properties,
    count,
    rate,
    savedAs,
    edited: false,
  };
}

export function headerDrafts(headers: Headers): HeaderDraft[] {
  return (
    Object.entries(headers)
      // The bus counts attempts anew; carrying its own headers along would lie about the message.
      .filter(([name]) => !name.startsWith('eventbus-'))
      .map(([name, value]) => headerDraft(name, value))
  );
}

/** The table as headers: rows without a name are not sent. */
export function headersOf(rows: readonly HeaderDraft[]): Headers {
  return Object.fromEntries(
    rows.filter(({ name }) => name !== '').map((row) => [row.name, headerValue(row)]),
  );
}

function headerValue({ value, typed }: HeaderDraft): HeaderValue {
  return typed !== undefined && (typed === null ? '' : String(typed)) === value ? typed : value;
}

/** The user's own placeholders, by name. */
export function variablesOf(rows: readonly HeaderDraft[]): Record<string, string> {
  return Object.fromEntries(rows.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]));
}

/** The draft with what was changed in it by hand. */
export function editedDraft(draft: Draft, change: Partial<Draft>): Draft {
  const fields = Object.keys(change) as (keyof Draft)[];
  // An editor says what it shows also when it was only given another text.
  if (fields.every((field) => change[field] === draft[field])) return draft;
  return { ...draft, edited: true, ...change };
}

/** All that makes the request; undefined while a file is still to be chosen. */
export function composedOf(draft: Draft) {
  const payload = payloadOf(draft);
  if (payload === undefined) return undefined;
  const { topic, headers, properties, count, rate } = draft;
  return {
    topic,
    payload,
    headers: { ...headersOf(headers) },
    properties: propertiesOf(properties),
    count,
    rate,
  };
}

/** Undefined while a file is still to be chosen. */
export function payloadOf({ format, text, file }: Draft): PayloadSource | undefined {
  if (format !== 'file') return { format, text };
  return file === undefined ? undefined : { format, fileId: file.fileId };
}

/** Properties that hold nothing are not sent. */
export function propertiesOf(properties: Properties): Properties {
  const set = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(set);
}
