import { type Capabilities, noCapabilities } from '../../../shared/bus/capabilities';

/** What the bus can do on Redis, where everything is written to the disk at once. */
export const redisCapabilities: Capabilities = {
  ...noCapabilities,
  durableDelays: true,
  durableDeadLetters: true,
  foreignConsumers: true,
  holdsWithoutSubscriber: true,
  countsConsumers: true,
  countsWaiting: true,
};
