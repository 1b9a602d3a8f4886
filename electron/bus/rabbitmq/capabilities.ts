import { type Capabilities, noCapabilities } from '../../../shared/bus/capabilities';
import type { Profile } from './names';

/** What RabbitMQ can do with these queues, as long as the keep-alive is off. */
export function capabilitiesOf({ durable: isDurable }: Profile): Capabilities {
  return {
    ...noCapabilities,
    durableDelays: true,
    durableDeadLetters: true,
    losesOnBrokerRestart: !isDurable,
    foreignConsumers: true,
    keepAlive: !isDurable,
    topicEndsWithLastSubscriber: !isDurable,
    holdsWithoutSubscriber: true,
    countsConsumers: true,
    countsWaiting: true,
  };
}
