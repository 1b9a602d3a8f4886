import { z } from 'zod';

/**
 * Everything that can go wrong, by code. The code decides what the window offers next; the message is for people.
 *
 * - `invalid-argument`   a name, number or payload was refused before it left this process
 * - `not-connected`      there is no broker to talk to right now
 * - `closed`             the bus, the session or the subscription is closed
 * - `unreachable`        no TCP connection: refused, name not found, network down
 * - `timeout`            the other side did not answer in time
 * - `wrong-protocol`     something answered that does not speak the broker's protocol
 * - `login-refused`      wrong user or password
 * - `vhost-refused`      the virtual host is missing or the user may not enter it
 * - `access-refused`     the user lacks a permission on one exchange or queue
 * - `topology-mismatch`  a queue or exchange exists with other properties
 * - `not-permitted`      the broker's configuration forbids the topology
 * - `tls`                certificate or handshake trouble
 * - `blocked`            the broker has stopped reading publishes (memory or disk alarm)
 * - `unroutable`         no queue took the message
 * - `unknown-outcome`    the connection died before the broker confirmed: the message may or may not have arrived
 * - `too-large`          payload or headers over the limit
 * - `overloaded`         too many unconfirmed publishes are waiting
 * - `unsupported`        this backend cannot do that
 * - `read-only`          the connection's profile forbids sending
 * - `password-needed`    the saved connection's password is not known in this session
 * - `confirmation-needed` on a production connection: type the topic's name before many messages are touched
 * - `would-lose`         messages would go with it: say so and ask first
 * - `not-found`          the thing named is not there (any more)
 * - `handler-failed`     a subscriber's handler threw
 * - `interrupted`        a delivery ended without an answer
 * - `cancelled`          the user stopped it
 * - `internal`           a defect of ours
 */
export const errorCodes = [
  'invalid-argument',
  'not-connected',
  'closed',
  'unreachable',
  'timeout',
  'wrong-protocol',
  'login-refused',
  'vhost-refused',
  'access-refused',
  'topology-mismatch',
  'not-permitted',
  'tls',
  'blocked',
  'unroutable',
  'unknown-outcome',
  'too-large',
  'overloaded',
  'unsupported',
  'read-only',
  'password-needed',
  'confirmation-needed',
  'would-lose',
  'not-found',
  'handler-failed',
  'interrupted',
  'cancelled',
  'internal',
] as const;

/** See {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** An error as plain data: what crosses the IPC and stands in events. Never holds credentials. */
export interface ErrorInfo {
  code: ErrorCode;
  /** A whole sentence: what happened, to what, and what to do. */
  message: string;
  /** The broker's or the system's own words. */
  detail?: string | undefined;
}

export const errorInfoSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  detail: z.string().optional(),
}) satisfies z.ZodType<ErrorInfo>;

export interface BusErrorOptions {
  detail?: string | undefined;
  cause?: unknown;
}

/**
 * The one error class of the bus.
 *
 * ```ts
 * try {
 *   await bus.publish('', 'nobody');
 * } catch (error) {
 *   if (error instanceof BusError && error.code === 'invalid-argument') console.log(error.message);
 * }
 * ```
 */
export class BusError extends Error {
  override readonly name = 'BusError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, { detail, cause }: BusErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
  }

  toInfo(): ErrorInfo {
    return {
      code: this.code,
      message: this.message,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    };
  }
}

/** Whatever was thrown, as some words; it may be anything, even a value that throws when it is looked at. */
export function describeThrown(thrown: unknown): string {
  try {
    if (thrown instanceof Error)
      return asWords(thrown.message) || asWords(thrown.name) || 'an error without words';
    if (typeof thrown === 'string') return thrown || 'an empty string was thrown';
    if (thrown === undefined) return 'undefined was thrown';
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return 'a value that cannot be shown was thrown';
  }
}

/** Anybody may set an error's message to anything. */
function asWords(message: unknown): string {
  if (typeof message === 'string') return message;
  return JSON.stringify(message) ?? String(message);
}

/** Any thrown value as plain data. */
export function toErrorInfo(thrown: unknown): ErrorInfo {
  if (isBusError(thrown)) return thrown.toInfo();
  return { code: 'internal', message: describeThrown(thrown) };
}

/** `instanceof` alone throws for a revoked proxy. */
export function isBusError(thrown: unknown): thrown is BusError {
  try {
    return thrown instanceof BusError;
  } catch {
    return false;
  }
}
