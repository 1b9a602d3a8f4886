import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { dueOfAll } from '../../electron/bus/mqtt/names';
import type { ConnectInput } from '../../shared/brokers';
import { Mosquitto } from '../support/mosquitto';
import type { Brokers } from './brokers';

/** Its counts are told anew every second. */
const counts = {
  stored: '$SYS/broker/store/messages/count',
  retained: '$SYS/broker/retained messages/count',
};

/** One mosquitto that writes what has changed to its disk at once. */
export class MqttBrokers implements Brokers {
  readonly #server: Mosquitto;

  private constructor(server: Mosquitto) {
    this.#server = server;
  }

  static async start(): Promise<MqttBrokers> {
    const config = ['sys_interval 1', 'autosave_on_changes true', 'autosave_interval 1'];
    return new MqttBrokers(await Mosquitto.start({ config }));
  }

  connection(): ConnectInput {
    return { kind: 'mqtt', url: this.#server.url() };
  }

  async killNext(pauseMs: number): Promise<void> {
    await this.#server.kill();
    await pause(pauseMs);
    await this.#server.restart();
  }

  /** What it stores and does not retain is on its way to somebody; and what waits is retained. */
  async onTheWay(): Promise<string> {
    const client = await connectAsync(this.#server.url(), { protocolVersion: 5, reconnectPeriod: 0 });
    try {
      const seen = await lookFor(client, 2500);
      const left = (seen.get(counts.stored) ?? 0) - (seen.get(counts.retained) ?? 0);
      const due = [...seen.keys()].filter((topic) => topic.startsWith(dueOfAll.slice(0, -3))).length;
      return left > 0 || due > 0 ? `${left} stored, ${due} due` : '';
    } finally {
      await client.endAsync(true);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

/** The last number of each topic that came within this time. */
async function lookFor(client: MqttClient, ms: number): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  client.on('message', (topic, payload) => {
    if (payload.length > 0) seen.set(topic, Number(payload));
    else seen.delete(topic);
  });
  await client.subscribeAsync([counts.stored, counts.retained, dueOfAll]);
  await pause(ms);
  return seen;
}
