/** The public surface of the package `busdeck`; what is not here may change with any release. See docs/library.md. */
export type { SendReceipt } from '../electron/bus/event-bus';
export type { PublishLimits } from '../electron/bus/publish-window';
export type { BusEvent, DeliveryRef, SubscriberRef, SubscriberState } from '../shared/bus/bus-event';
export type { Capabilities } from '../shared/bus/capabilities';
export type { ConnectionState, ConnectionStatus, TlsFiles } from '../shared/bus/connection';
export type { ErrorCode, ErrorInfo } from '../shared/bus/errors';
export type { DeadReason, Headers as MessageHeaders, Properties, Verb } from '../shared/bus/message';
export type { Broker } from './broker';
export type {
  DeadLetter,
  DeadLetterChoice,
  DeadLetterQuery,
  DeadLetters,
  Edited,
  ReplayOptions,
} from './dead-letters';
export type { Delivery, Handler } from './delivery';
export type { Message } from './message';
export type { BusListener, ConnectOptions, SendOptions, SignalOption, SubscribeOptions } from './options';
export type { Backoff, RetryOptions } from './retry-options';
export type { Subscription } from './subscription';
export type { RestOptions, WaitOptions } from './waits';

// What is more than a type:

export { Rejection, RetryLater } from '../electron/bus/delivery';
export { BusError } from '../shared/bus/errors';
export { EventBus } from './event-bus';
