import type { ConnectOptions } from '../../shared/brokers';
import { noCapabilities } from '../../shared/bus/capabilities';
import type { ConnectionStatus, RetryPolicy } from '../../shared/bus/connection';
import { BusError } from '../../shared/bus/errors';
import type { ActiveProfile } from '../../shared/window/profile';
import type { EventBus } from '../bus/event-bus';
import type { ForeignWatch } from './foreign-watch';
import type { KeptSubscribers } from './kept-subscribers';
import type { Subscribers } from './subscribers';
import type { Taps } from './taps';

/** One bus and what hangs on it; another connection is another of these. */
export interface Connection {
  readonly bus: EventBus;
  /** Under this its setup is kept. */
  name: string;
  readonly keptSubscribers: KeptSubscribers;
  readonly subscribers: Subscribers;
  readonly taps: Taps;
  /** The names of other programs by the broker’s names for their connections. */
  programs: ReadonlyMap<string, string>;
  readonly foreign: ForeignWatch;
  /** With the password: it goes nowhere from here. */
  readonly options: ConnectOptions;
  /** That something happened on, since it was opened. */
  readonly topics: Set<string>;
  readonly retry: RetryPolicy;
  /** Its saved connection. */
  profile: ActiveProfile | undefined;
  /** What that allows, also once it was deleted; one that was never saved allows everything. */
  rules: ActiveProfile | undefined;
}

/** Before the first connection. */
export const idle: ConnectionStatus = {
  state: 'idle',
  kind: 'memory',
  endpoint: '',
  capabilities: noCapabilities,
};

export function busOptions(options: ConnectOptions) {
  return {
    retry: options.retry,
    ...('handlerTimeoutMs' in options && { handlerTimeoutMs: options.handlerTimeoutMs }),
    ...('onLinkLoss' in options && { resend: options.onLinkLoss === 'resend' }),
  };
}

export const notConnected = () =>
  new BusError('not-connected', 'Connect to a broker or to the in-memory bus first.');
