import { describe } from 'vitest';
import type { BusOptions, EventBus } from '../electron/bus/event-bus';
import type { Capabilities } from '../shared/bus/capabilities';
import { argumentsContract } from './contract/arguments';
import { bytesContract } from './contract/bytes';
import { closingContract } from './contract/closing';
import { deadLettersContract } from './contract/dead-letters';
import { delaysContract } from './contract/delays';
import { failuresContract } from './contract/failures';
import { flowContract } from './contract/flow';
import { orderContract } from './contract/order';
import { retriesContract } from './contract/retries';
import { routingContract } from './contract/routing';
import { tapsContract } from './contract/taps';

export interface ContractSubject {
  readonly name: string;
  /**
   * What it says of itself once it is connected. A test that needs an ability is written for those that have it, and its opposite
   * for the others.
   */
  readonly capabilities: Capabilities;
  /** A new bus on a backend of its own, not yet connected. */
  readonly create: (options: Omit<BusOptions, 'backend'>) => EventBus;
}

/** What every backend does in the same way. A backend's own test file tests only what is its own. */
export function backendContract(subject: ContractSubject): void {
  describe(`${subject.name}: who gets a message`, () => routingContract(subject));
  describe(`${subject.name}: order`, () => orderContract(subject));
  describe(`${subject.name}: bytes, headers, properties`, () => bytesContract(subject));
  describe(`${subject.name}: retries`, () => retriesContract(subject));
  describe(`${subject.name}: delayed retries`, () => delaysContract(subject));
  describe(`${subject.name}: failures of every kind`, () => failuresContract(subject));
  describe(`${subject.name}: dead letters`, () => deadLettersContract(subject));
  describe(`${subject.name}: prefetch, pause, unsubscribe`, () => flowContract(subject));
  describe(`${subject.name}: taps`, () => tapsContract(subject));
  describe(`${subject.name}: arguments`, () => argumentsContract(subject));
  describe(`${subject.name}: opening and closing`, () => closingContract(subject));
}
