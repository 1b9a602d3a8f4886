/** The public surface of the bus. It runs in plain Node and knows nothing of Electron. */
export type { BusEvent } from '../../shared/bus/bus-event';
export { BusError } from '../../shared/bus/errors';
export type { Backend } from './backend';
export { type Delivery, type Handler, Rejection, RetryLater } from './delivery';
export { type BusOptions, EventBus, type SendReceipt } from './event-bus';
export { MemoryBackend } from './memory/backend';
export type { Message, MessageInput } from './message';
export { RabbitmqBackend } from './rabbitmq/backend';
export type { SubscribeOptions, Subscription } from './subscription';
