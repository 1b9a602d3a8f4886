import type { Capabilities } from '../../shared/bus/capabilities';
import { BusError } from '../../shared/bus/errors';
import { maxHeaderBytes } from '../../shared/bus/limits';
import { type Headers, type Properties, propertyNames } from '../../shared/bus/message';
import { createMessage, type Message } from './message';

/**
 * What of a message a broker carries: header values become text where it knows no other. What would be lost on the way is
 * refused as `invalid-argument` or `too-large`, never left out in silence.
 */
export function carried(message: Message, capabilities: Capabilities): Message {
  const { body, headers, properties, verb } = message;
  const { limits } = capabilities;
  if (body.length > limits.payloadBytes) {
    throw new BusError(
      'too-large',
      `A payload may have ${limits.payloadBytes} bytes at most; this one has ${body.length}.`,
    );
  }
  checkProperties(properties, capabilities);
  if (carriesAll(capabilities) || hasNone(headers)) return message;
  return createMessage(verb, { ...message, headers: carriedHeaders(headers, capabilities) });
}

const carriesAll = ({ headers, limits }: Capabilities) =>
  headers === 'typed' && limits.headerBytes >= maxHeaderBytes;

function hasNone(headers: Headers): boolean {
  for (const _ in headers) return false;
  return true;
}

function checkProperties(properties: Properties, { properties: known }: Capabilities): void {
  if (known.length === propertyNames.length) return;
  const lost = propertyNames.find((name) => properties[name] !== undefined && !known.includes(name));
  if (lost === undefined) return;
  throw new BusError(
    'invalid-argument',
    `This broker carries no property “${lost}”. Leave it out, or send it as a header.`,
  );
}

function carriedHeaders(headers: Headers, { headers: kind, limits }: Capabilities): Headers {
  const names = Object.keys(headers);
  if (kind === 'none' && names.length > 0) {
    throw new BusError('invalid-argument', 'This broker carries no headers. Leave them out.');
  }
  const texts = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, kind === 'text' ? textOf(value) : value]),
  );
  const bytes = Buffer.byteLength(JSON.stringify(texts));
  if (bytes <= limits.headerBytes) return texts;
  throw new BusError(
    'too-large',
    `Headers may have ${limits.headerBytes} bytes at most on this broker; these have ${bytes}.`,
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
