import { onTestFinished } from 'vitest';
import type { Handler } from '../../electron/bus/delivery';
import { type BusOptions, EventBus } from '../../electron/bus/event-bus';
import { MqttBackend } from '../../electron/bus/mqtt/backend';
import type { Subscription } from '../../electron/bus/subscription';
import { type MqttInput, mqttOptionsSchema } from '../../shared/brokers/mqtt';
import { Mosquitto, type MosquittoOptions } from './mosquitto';
import { Recorder } from './recorder';

export interface MqttBusOptions extends Omit<BusOptions, 'backend'> {
  /** The URL and whatever else a connection may be given. */
  connection: Omit<MqttInput, 'kind'>;
}

/** A bus on MQTT, not yet connected. */
export function createBus({ connection, ...options }: MqttBusOptions): EventBus {
  const parsed = mqttOptionsSchema.parse({ kind: 'mqtt', ...connection });
  return new EventBus({ backend: new MqttBackend(parsed), ...options });
}

/** The same, closed when the test ends, whereupon its whole event stream is checked. */
export function mqttBus(options: MqttBusOptions): { bus: EventBus; recorder: Recorder } {
  const bus = createBus(options);
  const recorder = new Recorder(bus);
  onTestFinished(async () => {
    await bus.close();
    recorder.checkInvariants();
  });
  return { bus, recorder };
}

/** Connected. */
export async function connectedMqtt(url: string, options: Partial<MqttBusOptions> = {}) {
  const use = mqttBus({ ...options, connection: { ...options.connection, url } });
  await use.bus.connect();
  return use;
}

export function subscribe(
  bus: EventBus,
  topic: string,
  handler: Handler = () => undefined,
  rest: { name?: string; prefetch?: number } = {},
): Promise<Subscription> {
  return bus.subscribe({ topic, name: 'subscriber', ...rest, handler });
}

/** For one test, which may do it harm. */
export async function ownBroker(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const broker = await Mosquitto.start(options);
  onTestFinished(() => broker[Symbol.asyncDispose]());
  return broker;
}
