import { BusError, describeThrown } from '../../../shared/bus/errors';
import { byCode, byText, codeOf, failureReader, type KnownFailure, networkFailures } from '../broker/failure';

/** Codes are AMQP's; texts are the broker's and amqplib 2.3's. */
const known: readonly KnownFailure[] = [
  {
    matches: byText(/transient_nonexcl_queues/),
    code: 'not-permitted',
    fatal: true,
    message: (place) =>
      `${place} forbids the queues of the compatible profile. Its operator can permit them on every node with “deprecated_features.permit.transient_nonexcl_queues = true”, or choose the durable queues for this connection. Services that use the compatible ones are refused there in the same way: they need that setting, or to use the durable queues as well (docs/guide.md, “Durable queues”).`,
  },
  {
    matches: byText(/Login was refused|ACCESS_REFUSED - Login|Handshake terminated by server: 403/),
    code: 'login-refused',
    fatal: true,
    message: (place) => `${place} refused the login: wrong user or password.`,
  },
  {
    matches: byText(/Expected ConnectionOpenOk/),
    code: 'vhost-refused',
    fatal: true,
    message: (place) => `The virtual host of ${place} is missing, or this user may not enter it.`,
  },
  {
    matches: byText(
      /closed abruptly during opening handshake|Expected ConnectionStart|Invalid frame|Frame size/i,
    ),
    code: 'wrong-protocol',
    fatal: true,
    message: (place) =>
      `What answers at ${place} does not speak AMQP 0-9-1. The broker’s usual ports are 5672, and 5671 for amqps.`,
  },
  {
    matches: byText(/frameMax \d+ is below the protocol minimum/),
    code: 'not-permitted',
    fatal: true,
    message: (place, text) =>
      `${place} allows only frames of ${counted(text, 'byte')}, and AMQP 0-9-1 needs 4096. Raise frame_max in the broker’s configuration; Busdeck does not try again.`,
  },
  {
    matches: byText(/allows only \d+ channels on a connection/),
    code: 'not-permitted',
    fatal: true,
    message: (place, text) =>
      `${place} allows only ${counted(text, 'channel')} on a connection, and Busdeck needs 8 or more. Raise channel_max in the broker’s configuration; Busdeck does not try again.`,
  },
  {
    matches: byText(/has no publisher_confirms/),
    code: 'unsupported',
    fatal: true,
    message: (place) =>
      `${place} does not confirm what it takes (publisher_confirms): no receipt, retry or dead letter would be sure there. Busdeck needs a broker that does, and does not try again.`,
  },
  {
    matches: byCode(320),
    code: 'unreachable',
    fatal: false,
    message: (place) => `${place} was shut down or closed the connection.`,
  },
  {
    matches: byCode(530),
    code: 'access-refused',
    fatal: true,
    message: (place) => `${place} does not allow this connection.`,
  },
];

export const readFailure = failureReader([...known, ...networkFailures({ plain: 'amqp', tls: 'amqps' })]);

/** The first number of the text, with what it counts. */
function counted(text: string, what: string): string {
  const count = /\d+/.exec(text)?.[0] ?? '';
  return `${count} ${what}${count === '1' ? '' : 's'}`;
}

/** Reads what closed a channel or refused one operation. */
export function readChannelError(thrown: unknown, what: string): BusError {
  if (thrown instanceof BusError) return thrown;
  const detail = describeThrown(thrown);
  const options = { detail, cause: thrown };
  switch (codeOf(thrown)) {
    case 403: {
      if (/in exclusive use/.test(detail)) {
        return new BusError('topology-mismatch', `Another consumer has it for itself: ${what}.`, options);
      }
      const hint = /amq\.gen/.test(detail)
        ? ' It needs a queue of its own, and with it the permission to configure “^amq\\.gen.*”.'
        : '';
      return new BusError('access-refused', `The user may not do that: ${what}.${hint}`, options);
    }
    case 404:
      return new BusError('not-found', `The broker does not know it: ${what}.`, options);
    case 405:
      return new BusError('topology-mismatch', `Another connection has it for itself: ${what}.`, options);
    case 406:
      if (/larger than configured max size/.test(detail)) {
        const limit = maxBodyBytes(detail);
        const most = limit === undefined ? '' : ` It takes ${limit} bytes at most (max_message_size).`;
        return new BusError('too-large', `The message is larger than the broker takes.${most}`, options);
      }
      return new BusError('topology-mismatch', `It exists already with other properties: ${what}.`, options);
    default:
      if (/No channels left/.test(detail)) {
        return new BusError(
          'overloaded',
          `This connection has no room for another subscriber: ${what}.`,
          options,
        );
      }
      if (/channel|connection|socket|heartbeat|closed|timeout/i.test(detail)) {
        return new BusError('interrupted', `The link broke during it: ${what}.`, options);
      }
      return new BusError('internal', `It failed: ${what}.`, options);
  }
}

/** What the broker says, when it refuses a body, that it takes at most. */
export function maxBodyBytes(detail: string | undefined): number | undefined {
  const found = /larger than configured max size (\d+)/.exec(detail ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}

/** What a subscription is refused for by the broker, and will be again. */
export function willBeRefusedAgain({ code }: BusError): boolean {
  return code === 'access-refused' || code === 'topology-mismatch' || code === 'invalid-argument';
}
