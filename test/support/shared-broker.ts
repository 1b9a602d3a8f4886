import { inject } from 'vitest';
import type { BrokerAccess } from './broker-access';
import { askAtDoor } from './broker-door';

/** The test run's broker. Take a virtual host of your own in it; a test that stops or kills a broker starts its own. */
export function sharedBroker(): Promise<BrokerAccess> {
  return askAtDoor(inject('brokerDoor'));
}
