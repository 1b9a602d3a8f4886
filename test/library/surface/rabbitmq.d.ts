import type { Broker } from './index.js';
/** What RabbitMQ alone has. */
export interface RabbitmqOptions {
    /**
     * `compatible` queues are those of the services in Python: transient, and gone with their last subscriber. `durable` ones survive a
     * restart of the broker, and those services cannot read them. Default `compatible`.
     */
    readonly queues?: 'compatible' | 'durable' | undefined;
    /**
     * `anchor` keeps the topics that are used here when their last subscriber vanishes, as long as this bus is connected. On RabbitMQ 4.3
     * and later it needs the package rhea, which is named in `bus.status.keepAlive` where it is missing. Default `off`.
     */
    readonly keepAlive?: 'off' | 'anchor' | undefined;
    /** From 1 to 60, seconds; a dead link is noticed within three of them. Default 10. */
    readonly heartbeatSeconds?: number | undefined;
}
/**
 * RabbitMQ 3.10 or later, by the package amqplib. Throws `invalid-argument` for an option that there is not.
 *
 * ```ts
 * import { EventBus } from 'busdeck';
 * import { rabbitmq } from 'busdeck/rabbitmq';
 *
 * const bus = await EventBus.connect(rabbitmq('amqp://guest:guest@localhost:5672/', { queues: 'durable' }));
 * await bus.close();
 * ```
 *
 * @param url `amqp://` or `amqps://`; several of one cluster, separated by commas, are tried in turn
 */
export declare function rabbitmq(url: string, options?: RabbitmqOptions): Broker;
