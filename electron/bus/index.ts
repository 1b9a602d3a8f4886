/** The public surface of the bus. It runs in plain Node and knows nothing of Electron. */
export type { BusEvent } from '../../shared/bus-event';
export { BusError } from '../../shared/errors';
export type { Backend } from './backend';
export { Bus, type BusOptions, type SendReceipt } from './bus';
export { type Delivery, type Handler, Rejection, RetryLater } from './delivery';
export { MemoryBackend } from './memory';
export type { Message, MessageInput } from './message';
export { RabbitmqBackend } from './rabbitmq/backend';
export type { SubscribeOptions, Subscription } from './subscription';
