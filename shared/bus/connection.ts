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
export type ConnectionState = (typeof connectionStates)[number];

export const backendKinds = ['memory', 'rabbitmq'] as const;
export type BackendKind = (typeof backendKinds)[number];

/** Whether topics are kept alive, where that was asked for, and if not, why. */
export interface KeepAliveStatus {
  readonly on: boolean;
  readonly reason?: string;
}

/** What stands in the top bar. `endpoint` never holds a password. */
export interface ConnectionStatus {
  readonly state: ConnectionState;
  readonly kind: BackendKind;
  /** For people: `In-memory`, or `amqp://user@host:5672/vhost`. */
  readonly endpoint: string;
  /** Why the state is what it is, as a sentence. */
  readonly reason?: string;
  readonly error?: ErrorInfo;
  /** While reconnecting: which try comes next (1-based) and when, ms since the epoch. */
  readonly nextTry?: { readonly attempt: number; readonly at: number };
  /** The broker's product and version once known. */
  readonly server?: string;
  readonly keepAlive?: KeepAliveStatus;
  readonly capabilities: Capabilities;
}

/** The longest delay of a retry, ms: one day. */
export const maxRetryDelayMs = 86_400_000;
const delayMs = z.int().min(1).max(maxRetryDelayMs);

/** How long a failed message waits before its next attempt. */
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
]);
export type RetryDelay = z.infer<typeof retryDelaySchema>;

export const retryPolicySchema = z.object({
  /** Attempts after the first: 3 means 4 runs. Default 3. */
  maxRetries: z.int().min(0).max(100).default(3),
  delay: retryDelaySchema.default({ type: 'immediate' }),
});
export type RetryPolicy = z.infer<typeof retryPolicySchema>;

export const defaultRetryPolicy: RetryPolicy = { maxRetries: 3, delay: { type: 'immediate' } };

/** Which policy holds for a subscriber: its own, else its topic's, else the connection's. */
export interface RetryInForce {
  readonly from: 'subscriber' | 'topic' | 'connection';
  readonly policy: RetryPolicy;
}

/** How many unanswered deliveries a subscriber may hold; AMQP's 0 (no limit) is refused. */
export const prefetchSchema = z.int().min(1).max(maxPrefetch);

/** Paths of PEM files for `amqps`; read when connecting, never stored elsewhere. */
export const tlsSchema = z.object({
  caFile: pathSchema.min(1).optional(),
  certFile: pathSchema.min(1).optional(),
  keyFile: pathSchema.min(1).optional(),
  passphrase: z.string().max(4096).optional(),
  /** The name to check the certificate against, where it is not the URL's host. */
  serverName: z.string().min(1).max(255).optional(),
});
export type TlsFiles = z.infer<typeof tlsSchema>;

export const memoryOptionsSchema = z.object({
  kind: z.literal('memory'),
  retry: retryPolicySchema.default(defaultRetryPolicy),
});

export const rabbitmqOptionsSchema = z.object({
  kind: z.literal('rabbitmq'),
  /** One URL, or several of one cluster separated by commas or white space; they are tried in turn. */
  url: z
    .string()
    .trim()
    .min(1, 'Enter the broker’s URL, for example amqp://guest:guest@localhost:5672/')
    .max(8192),
  tls: tlsSchema.optional(),
  /**
   * `compatible` (default) uses the queues that the Python services use; `durable` uses quorum queues that survive a
   * broker's restart and are no use to those services.
   */
  profile: z.enum(['compatible', 'durable']).default('compatible'),
  retry: retryPolicySchema.default(defaultRetryPolicy),
  /** `anchor` keeps a topic's queue alive when its last subscriber vanishes. Default `off`. */
  keepAlive: z.enum(['off', 'anchor']).default('off'),
  /** What a publish becomes when the link dies before its confirm: reported as unknown (default), or sent again. */
  onLinkLoss: z.enum(['report', 'resend']).default('report'),
  /** A handler that takes longer counts as failed, ms. Default 0: no limit. */
  handlerTimeoutMs: z.int().min(0).max(maxRetryDelayMs).default(0),
  /** Heartbeat, seconds; a dead link is noticed within three of them. Default 10. */
  heartbeatSeconds: z.int().min(1).max(60).default(10),
});

export const connectOptionsSchema = z.discriminatedUnion('kind', [
  memoryOptionsSchema,
  rabbitmqOptionsSchema,
]);
export type ConnectOptions = z.infer<typeof connectOptionsSchema>;
export type ConnectInput = z.input<typeof connectOptionsSchema>;
export type RabbitmqOptions = z.infer<typeof rabbitmqOptionsSchema>;
export type RabbitmqInput = z.input<typeof rabbitmqOptionsSchema>;
