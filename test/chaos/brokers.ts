import type { ConnectInput } from '../../shared/brokers';
import { MqttBrokers } from './mqtt-brokers';
import type { ChaosOptions } from './options';
import { RabbitmqBrokers } from './rabbitmq-brokers';
import { RedisBrokers } from './redis-brokers';

/** The broker of a run, or a cluster of them on this one machine. */
export interface Brokers extends AsyncDisposable {
  /** How a process of this number connects. */
  connection(number: number): ConnectInput;
  /** The next one in turn, as by a power cut; after the pause it comes back with its data, and all are whole again. */
  killNext(pauseMs: number): Promise<void>;
  /** What of the topic is still on its way, as words; empty when nothing is. */
  onTheWay(topic: string): Promise<string>;
}

export function startBrokers(options: ChaosOptions): Promise<Brokers> {
  switch (options.broker) {
    case 'rabbitmq':
      return RabbitmqBrokers.start(options);
    case 'redis':
      return RedisBrokers.start();
    case 'mqtt':
      return MqttBrokers.start();
  }
}
