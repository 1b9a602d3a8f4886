import { BusError, describeThrown, type ErrorCode } from '../../../shared/bus/errors';

/** What went wrong with a link, and whether trying again may help. */
export interface Failure {
  readonly error: BusError;
  /** True when nothing will change until somebody changes something. */
  readonly fatal: boolean;
}

interface Known {
  readonly matches: (error: { code: unknown; text: string }) => boolean;
  readonly code: ErrorCode;
  readonly fatal: boolean;
  readonly message: (place: string, text: string) => string;
}

const byCode =
  (...codes: (string | number)[]) =>
  ({ code }: { code: unknown }) =>
    codes.includes(code as string);
const byText =
  (pattern: RegExp) =>
  ({ text }: { text: string }) =>
    pattern.test(text);

/** The first that matches. Codes are Node's or AMQP's; texts are the broker's and amqplib 2.3's. */
const known: readonly Known[] = [
  {
    matches: byText(/transient_nonexcl_queues/),
    code: 'not-permitted',
    fatal: true,
    message: (place) =>
      `${place} forbids the queues of the compatible profile. Its operator can permit them on every node with “deprecated_features.permit.transient_nonexcl_queues = true”, or choose the durable profile for this connection.`,
  },
  {
    matches: byCode('ECONNREFUSED'),
    code: 'unreachable',
    fatal: false,
    message: (place) => `Nothing listens at ${place}. Is the broker running, and is the port right?`,
  },
  {
    matches: byCode('ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'),
    code: 'unreachable',
    fatal: false,
    message: (place) => `The host of ${place} is not known: its name was not found.`,
  },
  {
    matches: byCode('EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'),
    code: 'unreachable',
    fatal: false,
    message: (place) => `${place} cannot be reached: the network or the host is down.`,
  },
  {
    matches: byText(/ETIMEDOUT|^timeout$|Heartbeat timeout/i),
    code: 'timeout',
    fatal: false,
    message: (place) => `${place} does not answer. Something took the connection and then stayed silent.`,
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
    matches: byCode('ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'),
    code: 'tls',
    fatal: true,
    message: (place) => `${place} does not speak TLS. Use amqp:// for this port, or the broker’s TLS port.`,
  },
  {
    matches: byCode(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ),
    code: 'tls',
    fatal: true,
    message: (place) =>
      `The certificate of ${place} was signed by nobody this app trusts. Name the file of its certificate authority in the TLS settings.`,
  },
  {
    matches: byCode('ERR_TLS_CERT_ALTNAME_INVALID'),
    code: 'tls',
    fatal: true,
    message: (place) =>
      `The certificate of ${place} was made for another host. Connect by the name in it, or set that name as server name.`,
  },
  {
    matches: byCode('CERT_HAS_EXPIRED'),
    code: 'tls',
    fatal: true,
    message: (place) => `The certificate of ${place} has expired.`,
  },
  {
    matches: byText(
      /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|handshake failure|alert number (?:40|42|48|116)/i,
    ),
    code: 'tls',
    fatal: true,
    message: (place) =>
      `${place} wants a client certificate that it trusts. Name one and its key in the TLS settings.`,
  },
  {
    matches: ({ code, text }) => /^ERR_(?:SSL|TLS|OSSL)/.test(String(code)) || /PEM|certificate/i.test(text),
    code: 'tls',
    fatal: true,
    message: (place) => `The TLS handshake with ${place} failed.`,
  },
  {
    matches: byText(/^The peer speaks TLS only/),
    code: 'wrong-protocol',
    fatal: true,
    message: (place) => `${place} speaks only TLS. Use amqps:// for this port, or the broker’s plain port.`,
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
  {
    matches: byCode('ECONNRESET', 'EPIPE', 'ECONNABORTED'),
    code: 'unreachable',
    fatal: false,
    message: (place) => `The connection to ${place} was cut.`,
  },
  {
    matches: byText(/Unexpected close|Socket closed|The link was cut/),
    code: 'unreachable',
    fatal: false,
    message: (place) => `The connection to ${place} was cut.`,
  },
];

/** The first number of the text, with what it counts. */
function counted(text: string, what: string): string {
  const count = /\d+/.exec(text)?.[0] ?? '';
  return `${count} ${what}${count === '1' ? '' : 's'}`;
}

/** Reads what a failed connect or a lost connection brought. `place` is the address without its password. */
export function readFailure(thrown: unknown, place: string): Failure {
  if (thrown instanceof BusError) return { error: thrown, fatal: thrown.code === 'tls' };
  if (thrown === undefined) {
    return {
      error: new BusError('unreachable', `The connection to ${place} ended without a reason.`),
      fatal: false,
    };
  }
  const text = describeThrown(thrown);
  const facts = { code: codeOf(thrown), text };
  const found = known.find(({ matches }) => matches(facts));
  if (found === undefined) {
    const error = new BusError('unreachable', `The connection to ${place} failed.`, {
      detail: text,
      cause: thrown,
    });
    return { error, fatal: false };
  }
  const { code, fatal, message } = found;
  return { error: new BusError(code, message(place, text), { detail: text, cause: thrown }), fatal };
}

/** Reads what closed a channel or refused one operation. */
export function readChannelError(thrown: unknown, what: string): BusError {
  if (thrown instanceof BusError) return thrown;
  const detail = describeThrown(thrown);
  const options = { detail, cause: thrown };
  switch (codeOf(thrown)) {
    case 403: {
      const hint = /amq\.gen/.test(detail)
        ? ' Its broadcasts need a permission to configure “^amq\\.gen.*”.'
        : '';
      return new BusError('access-refused', `The user may not do that: ${what}.${hint}`, options);
    }
    case 404:
      return new BusError('not-found', `The broker does not know it: ${what}.`, options);
    case 405:
      return new BusError('topology-mismatch', `Another connection has it for itself: ${what}.`, options);
    case 406:
      if (/larger than configured max size/.test(detail)) {
        return new BusError('too-large', `The message is larger than the broker takes: ${what}.`, options);
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

/** What a subscription is refused for by the broker, and will be again. */
export function willBeRefusedAgain({ code }: BusError): boolean {
  return code === 'access-refused' || code === 'topology-mismatch' || code === 'invalid-argument';
}

function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
}
