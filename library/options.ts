import { z } from 'zod';
import type { PublishLimits } from '../electron/bus/publish-window';
import type { BusEvent } from '../shared/bus/bus-event';
import { maxRetryDelayMs, type TlsFiles, tlsSchema } from '../shared/bus/connection';
import type { Headers, Properties } from '../shared/bus/message';
import { parse } from '../shared/bus/parse';
import type { Message } from './message';
import { optionsOf, type RetryOptions, retryShape } from './retry-options';

/** Called with each event of the bus; `published` and `delivered` bring the message along. */
export type BusListener = (event: BusEvent, message?: Message) => unknown;

/** What may be waited for no longer. */
export interface SignalOption {
  /** Aborted, the wait ends. */
  readonly signal?: AbortSignal | undefined;
}

/** How a bus is connected. The retries are those of all its subscribers that have none of their own. */
export interface ConnectOptions extends RetryOptions {
  /** A message whose deliveries ended without an answer more often than this is a dead letter. Default 3. */
  readonly maxInterrupted?: number | undefined;
  /** A handler that takes longer has failed, ms; its `signal` is aborted and its result ignored. Default 0: no limit. */
  readonly handlerTimeoutMs?: number | undefined;
  /** How long `close` waits for running handlers, ms. Default 3000. */
  readonly closeGraceMs?: number | undefined;
  /**
   * What becomes of a publish whose link died before the broker confirmed it: `report` rejects it with `unknown-outcome`, `resend`
   * sends it again under its id, so that it may arrive twice. Default `report`.
   */
  readonly onLinkLoss?: 'report' | 'resend' | undefined;
  /** How much may be under way to the broker before `publish` waits. */
  readonly limits?: Partial<PublishLimits> | undefined;
  /** Files for a link over TLS. Default: the certificates that Node knows. */
  readonly tls?: TlsFiles | undefined;
  /** Goes on trying where the broker cannot be reached, until `signal` is aborted. Default false: `connect` rejects. */
  readonly waitForBroker?: boolean | undefined;
  /** Aborted, `connect` rejects with `cancelled`. Once it is connected this means nothing. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each event from the first on; see `bus.onEvent`. */
  readonly onEvent?: BusListener | undefined;
  /**
   * Called with what a listener of events throws, or what it returns rejects with; the bus goes on. Default: a
   * warning of the process on its standard error, once for each listener. What a handler throws is no matter of this: its message is tried again.
   */
  readonly onError?: ((error: unknown, event: BusEvent) => unknown) | undefined;
}

/** What goes with a message. */
export interface SendOptions {
  /** Known to whoever gets the message. Default: a new UUID. */
  readonly id?: string | undefined;
  /** Names that begin with `eventbus-` are left out. At most 56 KiB as JSON. */
  readonly headers?: Headers | undefined;
  /** Which of them a broker carries is in `bus.status.capabilities.properties`; any other is refused. */
  readonly properties?: Properties | undefined;
  /** Takes the message back (`cancelled`) as long as the broker was not given it; else its answer is waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** How a subscriber takes part. Of the retries, what is left out is as the connection has it. */
export interface SubscribeOptions extends RetryOptions {
  /** For people and in events; need not be unique. Default `subscriber-1`, `subscriber-2`, … */
  readonly name?: string | undefined;
  /** How many unanswered messages of each verb it may have at a time, from 1 to what the broker takes. Default 1. */
  readonly prefetch?: number | undefined;
  /** Begins as if `pause` had been called. Default false. */
  readonly paused?: boolean | undefined;
  /** ms. Default: the connection's. */
  readonly handlerTimeoutMs?: number | undefined;
  /** Aborted, the subscriber is closed. */
  readonly signal?: AbortSignal | undefined;
}

const milliseconds = z.int().min(0).max(maxRetryDelayMs).optional();
const signal = z.instanceof(AbortSignal, { error: 'A signal must be an AbortSignal.' }).optional();
const callback = z
  .custom((value) => typeof value === 'function', 'A listener must be a function.')
  .optional();
const limit = z.int().min(1).optional();

const connectSchema = optionsOf({
  ...retryShape,
  maxInterrupted: z.int().min(0).max(1_000_000).optional(),
  handlerTimeoutMs: milliseconds,
  closeGraceMs: milliseconds,
  onLinkLoss: z.enum(['report', 'resend']).optional(),
  limits: optionsOf({ messages: limit, bytes: limit, waiting: limit }).optional(),
  tls: optionsOf(tlsSchema.shape).optional(),
  waitForBroker: z.boolean().optional(),
  signal,
  onEvent: callback,
  onError: callback,
});

const sendSchema = optionsOf({
  // Their own rules are checked with the message.
  id: z.unknown().optional(),
  headers: z.unknown().optional(),
  properties: z.unknown().optional(),
  signal,
});

const subscribeSchema = optionsOf({
  ...retryShape,
  name: z.string().max(1000).optional(),
  prefetch: z.number().optional(),
  paused: z.boolean().optional(),
  handlerTimeoutMs: milliseconds,
  signal,
});

const deadLettersSchema = optionsOf({
  ids: z.array(z.string()).optional(),
  most: z.int().min(0).optional(),
  mostBytes: z.int().min(0).optional(),
  signal,
});

const waitShape = { signal, timeoutMs: milliseconds };
const restSchema = optionsOf({ ...waitShape, quietMs: milliseconds });

/** By the verb they belong to: what is not among them is refused by name. */
export const optionSchemas = {
  connect: connectSchema,
  send: sendSchema,
  subscribe: subscribeSchema,
  retry: optionsOf(retryShape),
  deadLetters: deadLettersSchema,
  replay: optionsOf({ edit: callback, signal }),
  discard: optionsOf({ signal }),
  events: optionsOf({ signal }),
  wait: optionsOf(waitShape),
  rest: restSchema,
};

/** Throws `invalid-argument` for an option that there is not, or a value that is not its own. */
export function checkOptions<Options extends object>(
  name: keyof typeof optionSchemas,
  options: Options,
): Options {
  parse(optionSchemas[name], options);
  return options;
}
