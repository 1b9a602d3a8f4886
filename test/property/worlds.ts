import { expect } from 'vitest';
import { createBackend } from '../../electron/bus/backends';
import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import { type ConnectInput, connectOptionsSchema } from '../../shared/brokers';
import type { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { type Snapshot, World } from './world';

/** The in-memory backend: what it does is what is right. */
export class Model {
  readonly world: World;
  #snapshot: Snapshot | undefined;

  constructor(topics: readonly string[]) {
    this.world = new World(new MemoryBackend(), topics);
  }

  /** Must be called first. */
  async start(): Promise<void> {
    await this.world.bus.connect();
    await this.rest();
  }

  get snapshot(): Snapshot {
    if (this.#snapshot === undefined) throw new Error('Nothing was done yet.');
    return this.#snapshot;
  }

  /** In memory everything that can happen has happened after some turns of the event loop. */
  async rest(): Promise<void> {
    const { events } = this.world.recorder;
    for (let before = -1; before !== events.length; ) {
      before = events.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#snapshot = await this.world.snapshot();
  }
}

/** What a run goes through a proxy to. */
export interface Broker {
  readonly port: number;
  /** By the proxy's port, or past it. */
  readonly connection: (port?: number) => ConnectInput;
  /** Topics end with their last subscriber unless somebody keeps them. */
  readonly keepsByAnchor: boolean;
  /** How many messages wait in a topic is not told. */
  readonly isUncounted?: boolean;
  /** It counts an interruption itself as it takes a message back, and tells of it with the next delivery. */
  readonly tellsLater?: boolean;
}

/** What nobody has in hand and is not over: how often it was interrupted is told when it is delivered again. */
function withoutUntold(snapshot: Snapshot): Snapshot {
  const publishes = Object.entries(snapshot.publishes).map(([id, life]) => {
    const waits = life.running === 0 && life.acked === 0 && life.dead.length === 0;
    return [id, waits ? { ...life, interrupted: 0 } : life];
  });
  return { ...snapshot, publishes: Object.fromEntries(publishes) };
}

function withoutWaiting(snapshot: Snapshot): Snapshot {
  const topics = Object.entries(snapshot.topics).map(([topic, of]) => [topic, { ...of, waiting: 0 }]);
  return { ...snapshot, topics: Object.fromEntries(topics) };
}

/** A broker behind a proxy. It is at rest when it has come to what the model came to. */
export class System {
  readonly world: World;
  readonly #keeper: EventBus | undefined;

  readonly #proxy: TcpProxy;
  readonly #broker: Broker;

  private constructor(world: World, keeper: EventBus | undefined, proxy: TcpProxy, broker: Broker) {
    this.world = world;
    this.#broker = broker;
    this.#keeper = keeper;
    this.#proxy = proxy;
  }

  static async start(broker: Broker, proxy: TcpProxy, topics: readonly string[]): Promise<System> {
    const create = (port?: number) => createBackend(connectOptionsSchema.parse(broker.connection(port)));
    // Past the proxy: the anchor that keeps the topics must not be cut with the subscribers.
    const keeper = broker.keepsByAnchor ? new EventBus({ backend: create() }) : undefined;
    const world = new World(create(proxy.port), topics);
    const system = new System(world, keeper, proxy, broker);
    await world.bus.connect();
    await keeper?.connect();
    for (const topic of topics) {
      const subscription = await keeper?.subscribe({ topic, name: 'keeper', handler: () => {} });
      await subscription?.close(0);
    }
    return system;
  }

  async rest(model: Snapshot): Promise<void> {
    const { isUncounted, tellsLater } = this.#broker;
    const told = (snapshot: Snapshot) => (tellsLater ? withoutUntold(snapshot) : snapshot);
    const expected = told(isUncounted ? withoutWaiting(model) : model);
    await until('it has come to what the model came to', async () => {
      expect(told(await this.world.snapshot())).toEqual(expected);
      return true;
    });
  }

  /** Every connection is reset; resolves when they are back. */
  async cut(): Promise<void> {
    const { recorder, bus } = this.world;
    const before = recorder.of('connection').length;
    this.#proxy.cut();
    await until('it has lost its connection', () => recorder.of('connection').length > before);
    bus.reconnectNow();
    await until('it is back', () => bus.status.state === 'ready');
  }

  async close(): Promise<void> {
    await this.world.bus.close();
    await this.#keeper?.close();
  }
}
