import type { Broker } from './index.js';
/** What MQTT alone has. */
export interface MqttOptions {
    /**
     * What becomes of a publish to a topic without a subscriber: it is `returned`, or `held`: the broker retains it, and a bus that runs
     * sends it when somebody is there. Default `returned`.
     */
    readonly withoutSubscriber?: 'returned' | 'held' | undefined;
    /** From 1 to 300, seconds; a dead link is noticed within one and a half of it. Default 10. */
    readonly keepAliveSeconds?: number | undefined;
}
/**
 * A broker of MQTT 5 with shared subscriptions, such as mosquitto 2, by the package mqtt. Throws `invalid-argument` for an option that
 * there is not.
 *
 * ```ts
 * import { EventBus } from 'busdeck';
 * import { mqtt } from 'busdeck/mqtt';
 *
 * const bus = await EventBus.connect(mqtt('mqtt://localhost:1883/', { withoutSubscriber: 'held' }));
 * await bus.close();
 * ```
 *
 * @param url `mqtt://`, `mqtts://`, `ws://` or `wss://`; several of one cluster, separated by commas, are tried in turn
 */
export declare function mqtt(url: string, options?: MqttOptions): Broker;
