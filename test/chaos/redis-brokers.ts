import { setTimeout as pause } from 'node:timers/promises';
import { keysOf } from '../../electron/bus/redis/keys';
import type { ConnectInput } from '../../shared/brokers';
import { RedisServer } from '../support/redis-server';
import type { Brokers } from './brokers';

/** One Redis that writes each command to its disk before it answers. */
export class RedisBrokers implements Brokers {
  readonly #server: RedisServer;

  private constructor(server: RedisServer) {
    this.#server = server;
  }

  static async start(): Promise<RedisBrokers> {
    return new RedisBrokers(await RedisServer.start());
  }

  connection(): ConnectInput {
    // Who is killed must not be waited for long: there are many.
    return { kind: 'redis', url: this.#server.url(), leaseSeconds: 2 };
  }

  async killNext(pauseMs: number): Promise<void> {
    await this.#server.kill();
    await pause(pauseMs);
    await this.#server.restart();
  }

  async onTheWay(topic: string): Promise<string> {
    const { work, due } = keysOf(topic);
    const left = [
      ['work', await this.#server.command('XLEN', work)],
      ['due', await this.#server.command('ZCARD', due)],
    ].filter(([, count]) => count !== 0);
    return left.map(([name, count]) => `${count} in ${name}`).join(', ');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}
