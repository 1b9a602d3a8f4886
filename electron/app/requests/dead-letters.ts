import { basename } from 'node:path';
import type { DeadLetter } from '../../../shared/bus/dead-letter';
import { BusError } from '../../../shared/bus/errors';
import { maxPayloadBytes } from '../../../shared/bus/limits';
import type { DeadLetterEdit, deadLetterSchemas } from '../../../shared/ipc/requests-dead-letters';
import type { Message } from '../../bus/message';
import { exportDeadLetters } from '../../session/export/dead-letters';
import { fileNamePart } from '../../session/export/file-name';
import { formatOf, rowFileKinds } from '../../session/export/row-file';
import { encodePayload } from '../../session/payload';
import type { Session } from '../../session/session';
import { chooseTarget } from '../dialogs';
import type { Handlers } from '../ipc';

/**
 * A list ends earlier where payloads are larger than this on average, bytes: each of them comes from the broker only to
 * be listed.
 */
const bytesPerListed = 64 * 1024;

/** What may be done with dead letters. */
export function deadLetterHandlers(session: Session): Pick<Handlers, keyof typeof deadLetterSchemas> {
  return {
    deadLetters: async ({ topic, most }) => {
      const letters: DeadLetter[] = [];
      const query = { most, mostBytes: most * bytesPerListed };
      const total = await session.readDeadLetters(
        topic,
        query,
        ({ body: _, subscriberId: __, ...letter }) => {
          letters.push(letter);
        },
      );
      return { letters, total };
    },
    deadLetterBody: async ({ topic, id }) => {
      let found: Uint8Array | undefined;
      await session.readDeadLetters(topic, { ids: new Set([id]) }, ({ body }) => {
        found = body;
      });
      if (found === undefined) throw new BusError('not-found', 'This dead letter is not there any more.');
      return found;
    },
    replay: ({ edit, ...selection }) =>
      session.replay(selection, edit === undefined ? undefined : editOf(edit)),
    discard: (selection) => session.discard(selection),
    exportDeadLetters: async ({ selections }) => {
      const [first, ...others] = selections;
      const of = others.length === 0 && first !== undefined ? `-${fileNamePart(first.topic)}` : '';
      const path = await chooseTarget('Export dead letters', `dead-letters${of}.ndjson`, rowFileKinds);
      if (path === undefined) return null;
      const count = await exportDeadLetters(path, formatOf(path), async (write) => {
        for (const { topic, ids } of selections) {
          const query = ids === 'all' ? {} : { ids: new Set(ids) };
          await session.readDeadLetters(topic, query, write);
        }
      });
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
