import type { TestProject } from 'vitest/node';
import { BrokerDoor } from './broker-door';

declare module 'vitest' {
  interface ProvidedContext {
    brokerDoor: number;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const door = new BrokerDoor();
  project.provide('brokerDoor', await door.open());
  return () => door[Symbol.asyncDispose]();
}
