import { afterAll, beforeAll } from 'vitest';
import { mqttCapabilities } from '../../electron/bus/mqtt/capabilities';
import { backendContract } from '../backend-contract';
import { Mosquitto } from '../support/mosquitto';
import { createBus } from '../support/mqtt-bus';

let broker: Mosquitto;

beforeAll(async () => {
  broker = await Mosquitto.start();
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

backendContract({
  name: 'mqtt',
  capabilities: mqttCapabilities,
  create: (options) => createBus({ connection: { url: broker.url() }, ...options }),
});
