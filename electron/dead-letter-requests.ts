import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DeadLetterEdit, deadLetterSchemas } from '../shared/dead-letter';
import { BusError } from '../shared/errors';
import { maxPayloadBytes } from '../shared/send';
import type { StoredDeadLetter } from './bus/backend';
import type { Message } from './bus/message';
import { chooseWhereToSave } from './dialogs';
import type { Handlers } from './ipc';
import { encodePayload } from './payload';
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
    exportDeadLetters: async ({ topic, ids }) => {
      const file = await chooseWhereToSave({
        title: 'Export dead letters',
        defaultPath: `dead-letters-${topic.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.ndjson`,
        filters: [{ name: 'NDJSON', extensions: ['ndjson'] }],
      });
      if (file === undefined) return null;
      const { letters } = await session.storedDeadLetters(topic, {
        most: Number.POSITIVE_INFINITY,
        ...(ids === 'all' ? {} : { ids: new Set(ids) }),
      });
      await writeFile(file, letters.map((letter) => `${JSON.stringify(exported(letter))}\n`).join(''));
      return { count: letters.length, file: basename(file) };
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

/** A line of the export: everything that is known of it, and the payload as text where it is some. */
function exported({ message, body, reason, attempts, error, lastBy, at }: StoredDeadLetter) {
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
