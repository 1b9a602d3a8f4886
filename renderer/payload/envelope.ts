import type { Headers } from '../../shared/bus/message';
import { parseExact, stringifyExact } from '../../shared/window/exact-json';
import { layOutJson } from '../../shared/window/json-layout';

/** What a framework has put around a message. */
export interface Envelope {
  /** A sentence: whose it is, what it says of the message, and where that is. */
  readonly says: string;
  /** The message in it, laid out; left out where the payload is the message itself. */
  readonly message?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Recognises the envelopes that are met on message brokers, in the headers or in a JSON payload. */
export function envelopeOf(headers: Headers, text: string | undefined): Envelope | undefined {
  return inHeaders(headers, text) ?? inPayload(text);
}

function inHeaders(headers: Headers, text: string | undefined): Envelope | undefined {
  const get = (name: string) => (Object.hasOwn(headers, name) ? textIn(headers[name]) : undefined);
  for (const prefix of ['ce-', 'ce_', 'cloudEvents:', 'cloudEvents_']) {
    if (get(`${prefix}specversion`) === undefined) continue;
    const [type, source] = [get(`${prefix}type`), get(`${prefix}source`)];
    return { says: `CloudEvents in the headers: ${words({ type, source })}. The payload is its data.` };
  }
  const types = get('NServiceBus.EnclosedMessageTypes');
  if (types !== undefined) {
    const [type] = types.split(/[,;]/);
    return {
      says: `NServiceBus, in the headers: ${words({ type, intent: get('NServiceBus.MessageIntent') })}. The payload is the message.`,
    };
  }
  const task = get('task');
  const values = get('id') === undefined || task === undefined ? undefined : jsonIn(text);
  if (Array.isArray(values) && values.length === 3) {
    const [positional, named] = values;
    return {
      says: `Celery’s task ${task}: its arguments are $[0] and $[1], what follows on it is $[2].`,
      message: laidOut({ args: positional, kwargs: named }),
    };
  }
  const type = get('__TypeId__');
  return type === undefined
    ? undefined
    : { says: `Spring, in the headers: type ${type}. The payload is the message.` };
}

function inPayload(text: string | undefined): Envelope | undefined {
  const value = text?.trimStart().startsWith('{') ? jsonIn(text) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Fields;
  const { specversion, source, type, id, task, args, kwargs, messageType, message } = fields;
  if (textIn(specversion) && textIn(type) && textIn(source) && textIn(id)) {
    const says = `CloudEvents: ${words({ type, source })}.`;
    if (!('data' in fields)) return { says: `${says} It has no data that could be shown by itself.` };
    return { says: `${says} The message is in $.data.`, message: laidOut(fields.data) };
  }
  if (
    Array.isArray(messageType) &&
    messageType.length > 0 &&
    messageType.every((each) => textIn(each)) &&
    'message' in fields
  ) {
    const [first] = messageType;
    return {
      says: `MassTransit: ${words({ type: first })}. The message is in $.message.`,
      message: laidOut(message),
    };
  }
  if (textIn(task) && textIn(id) && Array.isArray(args) && typeof kwargs === 'object') {
    return {
      says: `Celery’s task ${task}: its arguments are $.args and $.kwargs.`,
      message: laidOut({ args, kwargs }),
    };
  }
  return undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(facts: Fields): string {
  const told = Object.entries(facts).filter(([, value]) => value !== undefined);
  return told.map(([name, value]) => `${name} ${String(value).trim()}`).join(', ');
}

function jsonIn(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

function laidOut(value: unknown): string {
  const lines: string[] = [];
  layOutJson(stringifyExact(value) ?? 'null', (line) => {
    lines.push(line);
    return true;
  });
  return lines.join('\n');
}
