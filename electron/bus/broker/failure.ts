import { BusError, describeThrown, type ErrorCode } from '../../../shared/bus/errors';

/** What went wrong with a link, and whether trying again may help. */
export interface Failure {
  readonly error: BusError;
  /** True when nothing will change until somebody changes something. */
  readonly fatal: boolean;
}

export interface KnownFailure {
  readonly matches: (error: { code: unknown; text: string }) => boolean;
  readonly code: ErrorCode;
  readonly fatal: boolean;
  readonly message: (place: string, text: string) => string;
}

export const byCode =
  (...codes: (string | number)[]) =>
  ({ code }: { code: unknown }) =>
    codes.includes(code as string);
export const byText =
  (pattern: RegExp) =>
  ({ text }: { text: string }) =>
    pattern.test(text);

/** What Node says of the network and of TLS. `schemes` are those of the URL without and with TLS. */
export const networkFailures = ({ plain, tls }: { plain: string; tls: string }): readonly KnownFailure[] => [
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
    matches: byCode('ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'),
    code: 'tls',
    fatal: true,
    message: (place) =>
      `${place} does not speak TLS. Use ${plain}:// for this port, or the broker’s TLS port.`,
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
    message: (place) => `${place} speaks only TLS. Use ${tls}:// for this port, or the broker’s plain port.`,
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

/**
 * Reads what a failed connect or a lost connection brought, by the first row that matches. `place` is the address without
 * its password.
 */
export const failureReader =
  (known: readonly KnownFailure[]) =>
  (thrown: unknown, place: string): Failure => {
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
  };

export function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
}
