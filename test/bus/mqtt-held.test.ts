import { afterAll, beforeAll, describe } from 'vitest';
import { capabilitiesOf } from '../../electron/bus/mqtt/capabilities';
import type { ContractSubject } from '../backend-contract';
import { delaysContract } from '../contract/delays';
import { flowContract } from '../contract/flow';
import { routingContract } from '../contract/routing';
import { Mosquitto } from '../support/mosquitto';
import { createBus } from '../support/mqtt-bus';

let broker: Mosquitto;

beforeAll(async () => {
  broker = await Mosquitto.start();
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

const subject: ContractSubject = {
  name: 'mqtt, held for nobody',
  capabilities: capabilitiesOf({ withoutSubscriber: 'held' }),
  create: (options) =>
    createBus({ connection: { url: broker.url(), withoutSubscriber: 'held' }, ...options }),
};

// The parts of the contract that are about nobody being there; the others are the same as without.
describe(`${subject.name}: who gets a message`, () => routingContract(subject));
describe(`${subject.name}: delayed retries`, () => delaysContract(subject));
describe(`${subject.name}: prefetch, pause, unsubscribe`, () => flowContract(subject));
