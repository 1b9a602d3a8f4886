import type { RabbitmqOptions } from '../../shared/brokers/rabbitmq';

export interface ChaosOptions {
  /** `redis` and `mqtt` are one server; all that RabbitMQ has of its own is left aside there. */
  readonly broker: 'rabbitmq' | 'redis' | 'mqtt';
  /** Draws everything that is drawn: messages, kill points, pauses. Timing stays the machine's. */
  readonly seed: number;
  readonly messages: number;
  /** Subscriber processes killed at a named point. Those that poison kills come on top. */
  readonly kills: number;
  /** Brokers, or nodes of a cluster, killed one after the other. */
  readonly brokerKills: number;
  readonly profile: RabbitmqOptions['queues'];
  readonly keepAlive: RabbitmqOptions['keepAlive'];
  /** Three nodes instead of one broker. */
  readonly cluster: boolean;
  readonly subscribers: number;
  /** Of a retry, ms; 0 is at once. */
  readonly retryDelayMs: number;
}

export const defaultOptions: ChaosOptions = {
  broker: 'rabbitmq',
  seed: 1,
  messages: 4000,
  kills: 200,
  brokerKills: 0,
  profile: 'compatible',
  keepAlive: 'anchor',
  cluster: false,
  subscribers: 3,
  retryDelayMs: 0,
};

/**
 * Whether the topology promises that nothing is lost. The compatible profile's queue dies with its last consumer unless
 * an anchor holds it, and with the broker in any case.
 */
export function promisesNoLoss({ broker, profile, keepAlive, brokerKills }: ChaosOptions): boolean {
  if (broker === 'redis') return true;
  // mosquitto writes to its disk after it has answered.
  if (broker === 'mqtt') return brokerKills === 0;
  return profile === 'durable' || (keepAlive === 'anchor' && brokerKills === 0);
}
