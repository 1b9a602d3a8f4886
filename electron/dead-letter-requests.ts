import { basename } from 'node:path';
import type { DeadLetterEdit, deadLetterSchemas } from '../shared/dead-letter';
import { BusError } from '../shared/errors';
import type { Headers, Properties } from '../shared/message';
import { maxPayloadBytes } from '../shared/send';
import type { StoredDeadLetter } from './bus/backend';
import type { Message } from './bus/message';
import type { Handlers } from './ipc';
import { encodePayload } from './payload';
import { formatOf, rowFileKinds, writeRows } from './row-file';
import { askWhereTo, fileNamePart } from './save-file';
import type { Session } from './session';

/** What may be done with dead letters. */
export function deadLetterHandlers(session: Session): Pick<Handlers, keyof typeof deadLetterSchemas> {
  return {
    deadLetters: async ({ topic, most }) => {
      const { letters, total } = await session.storedDeadLetters(topic, { most });
      return { letters: letters.map(({ body: _, subscriberId: __, ...letter }) => letter), total };
    },
    deadLetterBody: async ({ topic, id }) => {
      const { letters } = await session.storedDeadLetters(topic, { most: 1, ids: new Set([id]) });
      const [letter] = letters;
      if (letter === undefined) throw new BusError('not-found', 'This dead letter is not there any more.');
      return letter.body;
    },
    replay: ({ edit, ...selection }) =>
      session.replay(selection, edit === undefined ? undefined : editOf(edit)),
    discard: (selection) => session.discard(selection),
    exportDeadLetters: async ({ selections }) => {
      const [first, ...others] = selections;
      const of = others.length === 0 && first !== undefined ? `-${fileNamePart(first.topic)}` : '';
      const path = await askWhereTo('Export dead letters', `dead-letters${of}.ndjson`, rowFileKinds);
      if (path === undefined) return null;
      const rows: ExportedLetter[] = [];
      for (const { topic, ids } of selections) {
        const { letters } = await session.storedDeadLetters(topic, {
          most: Number.POSITIVE_INFINITY,
          ...(ids === 'all' ? {} : { ids: new Set(ids) }),
        });
        for (const letter of letters) rows.push(exported(letter));
      }
      const count = await writeRows(path, formatOf(path), columns, rows);
      return { count, file: basename(path) };
    },
  };
}

/** Read before anything is sent, so that a bad payload is refused. */
function editOf({ payload, headers }: DeadLetterEdit): (message: Message) => Message {
  const body = payload === undefined ? undefined : encodePayload(payload.format, payload.text);
  if (body !== undefined && body.length > maxPayloadBytes) {
    throw new BusError('too-large', `A payload may have ${maxPayloadBytes} bytes at most.`);
  }
  // The bus's own headers are counted anew.
  const own = headers === undefined ? undefined : withoutBusHeaders(headers);
  return (message) => ({ ...message, body: body ?? message.body, headers: own ?? message.headers });
}

function withoutBusHeaders<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('eventbus-')));
}

interface ExportedLetter {
  messageId: string;
  topic: string;
  verb: string;
  reason: string;
  attempts: number;
  error?: string;
  lastBy?: string;
  at?: string;
  headers: Headers;
  properties: Properties;
  payload?: string;
  payloadBase64?: string;
}

const columns = [
  'topic',
  'messageId',
  'verb',
  'reason',
  'attempts',
  'error',
  'lastBy',
  'at',
  'headers',
  'properties',
  'payload',
  'payloadBase64',
] as const satisfies readonly (keyof ExportedLetter)[];

/** A row of the export: everything that is known of it, and the payload as text where it is some. */
function exported({ message, body, reason, attempts, error, lastBy, at }: StoredDeadLetter): ExportedLetter {
  const { id, topic, verb, headers, properties } = message;
  const text = textOf(body);
  return {
    messageId: id,
    topic,
    verb,
    reason,
    attempts,
    ...(error === undefined ? {} : { error }),
    ...(lastBy === undefined ? {} : { lastBy }),
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
    headers,
    properties,
    ...(text === undefined ? { payloadBase64: Buffer.from(body).toString('base64') } : { payload: text }),
  };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
