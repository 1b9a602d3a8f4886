import { BrokerDoor } from './broker-door';

/** The environment's variable that tells the workers where to ask for the run's broker. */
export const doorVariable = 'BUSDECK_TEST_BROKER_DOOR';

/** Once for a run of Playwright, before its workers start. */
export default async function setup(): Promise<() => Promise<void>> {
  const door = new BrokerDoor();
  process.env[doorVariable] = String(await door.open());
  return () => door[Symbol.asyncDispose]();
}
