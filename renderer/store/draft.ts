import type { Headers, MessageSummary } from '../../shared/message';
import type { PayloadFormat } from '../../shared/send';

export interface HeaderDraft {
  /** Keeps a row of the table itself while its name is being typed. */
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

/** What stands in the composer. */
export interface Draft {
  readonly topic: string;
  readonly format: PayloadFormat;
  readonly text: string;
  readonly headers: readonly HeaderDraft[];
  readonly count: number;
  /** Messages a second; 0 is as fast as the broker confirms. */
  readonly rate: number;
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
  headers: [],
  count: 1,
  rate: 0,
};

let lastHeaderKey = 0;

export function headerDraft(name = '', value = ''): HeaderDraft {
  lastHeaderKey += 1;
  return { key: lastHeaderKey, name, value };
}

/** A draft that sends the same again. */
export function draftOf(message: MessageSummary, format: PayloadFormat, text: string): Draft {
  return {
    topic: message.topic,
    format,
    text,
    headers: Object.entries(message.headers)
      // The bus counts attempts anew; carrying its own headers along would lie about the message.
      .filter(([name]) => !name.startsWith('eventbus-'))
      .map(([name, value]) => headerDraft(name, value === null ? '' : String(value))),
    count: 1,
    rate: 0,
  };
}

/** The table as headers: rows without a name are not sent. */
export function headersOf(rows: readonly HeaderDraft[]): Headers {
  return Object.fromEntries(rows.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]));
}
