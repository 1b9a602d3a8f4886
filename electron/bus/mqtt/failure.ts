import { BusError, describeThrown } from '../../../shared/bus/errors';
import { byCode, byText, failureReader, type KnownFailure, networkFailures } from '../broker/failure';

/** Codes are MQTT's reason codes; texts are mqtt.js 5's. */
const known: readonly KnownFailure[] = [
  {
    matches: byText(/bad user ?name or password/i),
    code: 'login-refused',
    fatal: true,
    message: (place) => `${place} refused the login: wrong user or password.`,
  },
  {
    matches: byCode(134),
    code: 'login-refused',
    fatal: true,
    message: (place) => `${place} refused the login: wrong user or password.`,
  },
  {
    matches: byText(/not authorized/i),
    code: 'login-refused',
    fatal: true,
    message: (place) => `${place} does not let this user in, or asks for a user and a password.`,
  },
  {
    matches: byText(/protocol version/i),
    code: 'unsupported',
    fatal: true,
    message: (place) =>
      `${place} does not speak MQTT 5, which the bus needs. Older versions cannot tell who took a message.`,
  },
  {
    matches: byCode(154),
    code: 'unsupported',
    fatal: true,
    message: (place) =>
      `${place} cannot carry the bus: it has no retained messages, in which dead letters and delayed retries are kept. Busdeck does not try again.`,
  },
  {
    matches: byCode(155),
    code: 'unsupported',
    fatal: true,
    message: (place) =>
      `${place} cannot carry the bus: it has no answer to a message (QoS 0 only). Busdeck does not try again.`,
  },
  {
    matches: byText(/^The peer speaks no TLS/),
    code: 'tls',
    fatal: true,
    message: (place) => `${place} does not speak TLS. Use mqtt:// for this port, or the broker’s TLS port.`,
  },
  {
    matches: byText(/^The broker has no /),
    code: 'unsupported',
    fatal: true,
    message: (place, text) =>
      `${place} cannot carry the bus: ${text.replace(/^The broker has/, 'it has')}. Busdeck does not try again.`,
  },
  {
    matches: byText(/session taken over/i),
    code: 'unreachable',
    fatal: false,
    message: (place) => `Another client with the same id took the connection to ${place}.`,
  },
  {
    matches: byText(/server (?:unavailable|busy|shutting down)/i),
    code: 'unreachable',
    fatal: false,
    message: (place) => `${place} is shutting down, or takes no connections at the moment.`,
  },
  {
    matches: byText(
      /Invalid header|Unknown packet|Malformed|Protocol error|Unexpected server response|Packet too large to be/i,
    ),
    code: 'wrong-protocol',
    fatal: true,
    message: (place) =>
      `What answers at ${place} does not speak MQTT. The broker’s usual ports are 1883, and 8883 for mqtts.`,
  },
  {
    matches: byText(/connack timeout|Keepalive timeout/i),
    code: 'timeout',
    fatal: false,
    message: (place) => `${place} does not answer. Something took the connection and then stayed silent.`,
  },
];

export const readFailure = failureReader([...known, ...networkFailures({ plain: 'mqtt', tls: 'mqtts' })]);

/** Reads what one operation was refused for. */
export function readOperationError(thrown: unknown, what: string): BusError {
  if (thrown instanceof BusError) return thrown;
  const detail = describeThrown(thrown);
  const options = { detail, cause: thrown };
  if (/not authorized/i.test(detail))
    return new BusError('access-refused', `The user may not do that: ${what}.`, options);
  if (/quota exceeded|receive maximum/i.test(detail))
    return new BusError('overloaded', `The broker takes no more at the moment: ${what}.`, options);
  if (/too large|packet size/i.test(detail))
    return new BusError('too-large', `The message is larger than the broker takes: ${what}.`, options);
  if (/closed|disconnect|connection|ECONN|EPIPE|timeout|link/i.test(detail))
    return new BusError('interrupted', `The link broke during it: ${what}.`, options);
  return new BusError('internal', `It failed: ${what}.`, options);
}

/** What a subscription is refused for by the broker, and will be again. */
export const willBeRefusedAgain = ({ code }: BusError): boolean =>
  code === 'access-refused' || code === 'invalid-argument';
