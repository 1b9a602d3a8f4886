import type { Headers, Properties } from '../../../shared/bus/message';
import type { ExportFormat } from '../../../shared/window/recording';
import type { StoredDeadLetter } from '../../bus/backend';
import { payloadFields } from '../recording/line';
import { writeRows } from './row-file';

/** A dead letter: a line of an export. */
interface ExportedLetter {
  topic: string;
  messageId: string;
  verb: string;
  reason: string;
  attempts: number;
  error?: string;
  lastBy?: string;
  at?: string;
  headers: Headers;
  properties: Properties;
  text?: string;
  base64?: string;
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
  'text',
  'base64',
] as const satisfies readonly (keyof ExportedLetter)[];

/** Writes the dead letters that `read` hands over, in that order. Answers how many are in the file. */
export function exportDeadLetters(
  path: string,
  format: ExportFormat,
  read: (write: (letter: StoredDeadLetter) => Promise<void>) => Promise<void>,
): Promise<number> {
  return writeRows<ExportedLetter>(path, format, columns, (write) =>
    read((letter) => write(exported(letter))),
  );
}

function exported({ message, body, reason, attempts, error, lastBy, at }: StoredDeadLetter): ExportedLetter {
  const { id, topic, verb, headers, properties } = message;
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
    ...payloadFields(body),
  };
}
