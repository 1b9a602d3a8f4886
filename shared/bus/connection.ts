import { z } from 'zod';
import { pathSchema } from './bounded';
import type { Capabilities } from './capabilities';
import type { ErrorInfo } from './errors';
import { maxPrefetch } from './limits';

/**
 * The states of the supervisor that holds the link to the broker.
 *
 * - `idle`          nothing asked for yet
 * - `connecting`    the first try is under way
 * - `ready`         both directions work
 * - `blocked`       connected, but the broker has stopped reading publishes (alarm); consuming goes on
 * - `reconnecting`  the link is down and tries are made with growing pauses
 * - `failed`        stopped: trying again would not help until somebody changes something
 * - `closed`        closed on request
 */
export const connectionStates = [
  'idle',
  'connecting',
  'ready',
  'blocked',
  'reconnecting',
  'failed',
  'closed',
] as const;
/** See {@link connectionStates}. */
export type ConnectionState = (typeof connectionStates)[number];

/** Whether topics are kept alive, where that was asked for, and if not, why. */
export interface KeepAliveStatus {
  readonly on: boolean;
  readonly reason?: string;
}

/** How the link to the broker stands, and what the broker can do. `endpoint` never holds a password. */
export interface ConnectionStatus {
  readonly state: ConnectionState;
  /** Which kind of broker: `memory`, or the scheme's. */
  readonly kind: string;
  /** For people: `In-memory`, or the broker's URL without its password. */
  readonly endpoint: string;
  /** Why the state is what it is, as a sentence. */
  readonly reason?: string;
  readonly error?: ErrorInfo;
  /** While reconnecting: which try comes next (1-based) and when, ms since the epoch. */
  readonly nextTry?: { readonly attempt: number; readonly at: number };
  /** The broker's product and version once known. */
  readonly server?: string;
  readonly keepAlive?: KeepAliveStatus;
  /** What the bus promises elsewhere and cannot on this broker, as sentences. */
  readonly fallenPromises?: readonly string[];
  readonly capabilities: Capabilities;
}

/** The longest delay of a retry, ms: one day. */
export const maxRetryDelayMs = 86_400_000;
const delayMs = z.int().min(1).max(maxRetryDelayMs);

/** How long a failed message waits before its next attempt. */
export type RetryDelay =
  | { type: 'immediate' }
  | { type: 'fixed'; ms: number }
  | { type: 'exponential'; first: number; factor: number; max: number; jitter: number };

export const retryDelaySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('immediate') }),
  z.object({ type: z.literal('fixed'), ms: delayMs }),
  z.object({
    type: z.literal('exponential'),
    /** The delay before attempt 2, ms. */
    first: delayMs,
    /** Each further delay is this many times the one before. Default 2. */
    factor: z.number().min(1).max(10).default(2),
    /** No delay is longer than this, ms. */
    max: delayMs,
    /** The part of a delay that is drawn at random, 0..1. Default 0. */
    jitter: z.number().min(0).max(1).default(0),
  }),
]) satisfies z.ZodType<RetryDelay>;

export interface RetryPolicy {
  /** Attempts after the first: 3 means 4 runs. Default 3. */
  maxRetries: number;
  delay: RetryDelay;
}

export const retryPolicySchema = z.object({
  maxRetries: z.int().min(0).max(100).default(3),
  delay: retryDelaySchema.default({ type: 'immediate' }),
}) satisfies z.ZodType<RetryPolicy>;

export const defaultRetryPolicy: RetryPolicy = { maxRetries: 3, delay: { type: 'immediate' } };

/** Which policy holds for a subscriber: its own, else its topic's, else the connection's. */
export interface RetryInForce {
  readonly from: 'subscriber' | 'topic' | 'connection';
  readonly policy: RetryPolicy;
}

/** How many unanswered deliveries a subscriber may hold. There is always a limit: 0, which means none elsewhere, is refused. */
export const prefetchSchema = z.int().min(1).max(maxPrefetch);

/** Paths of PEM files for a link over TLS; read when connecting, never stored elsewhere. */
export interface TlsFiles {
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
  passphrase?: string | undefined;
  /** The name to check the certificate against, where it is not the URL's host. */
  serverName?: string | undefined;
}

export const tlsSchema = z.object({
  caFile: pathSchema.min(1).optional(),
  certFile: pathSchema.min(1).optional(),
  keyFile: pathSchema.min(1).optional(),
  passphrase: z.string().max(4096).optional(),
  serverName: z.string().min(1).max(255).optional(),
}) satisfies z.ZodType<TlsFiles>;
