import type { MqttOptions } from '../../../shared/brokers/mqtt';
import { type Capabilities, noCapabilities } from '../../../shared/bus/capabilities';

/** What the bus can do on MQTT 5, where the broker sets no limits of its own and nothing is held for nobody. */
export const mqttCapabilities: Capabilities = {
  ...noCapabilities,
  durableDelays: true,
  durableDeadLetters: true,
  foreignConsumers: true,
  passesOverBusy: false,
  headers: 'text',
  properties: ['contentType', 'correlationId'],
};

export function capabilitiesOf({ withoutSubscriber }: Pick<MqttOptions, 'withoutSubscriber'>): Capabilities {
  return { ...mqttCapabilities, holdsWithoutSubscriber: withoutSubscriber === 'held' };
}
