import { BusError } from '../../shared/bus/errors';
import type { BrokerDetail, BrokerRow } from '../../shared/window/broker-view';
import type { BrokerPicture, Monitor, Watched } from './monitor';

/** So many topics are asked about at a time. */
const atOnce = 10;

const unsupported = () => new BusError('unsupported', 'This broker’s queues cannot be changed from here.');

/** The topics that are known here, each asked about by itself: what any bus can tell. */
export class KnownTopics implements Monitor {
  readonly #watched: Watched;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  async look(): Promise<BrokerPicture> {
    const begun = performance.now();
    const left = [...this.#watched.topics()];
    const rows: BrokerRow[] = [];
    const work = async () => {
      for (let topic = left.shift(); topic !== undefined; topic = left.shift()) {
        rows.push(await this.#rowOf(topic));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const source = this.#watched.bus.status.kind === 'memory' ? 'broker' : 'known';
    return { at: Date.now(), tookMs: performance.now() - begun, source, rows };
  }

  async detail(id: string): Promise<BrokerDetail> {
    return { id, consumers: [], consumersLeftOut: 0, bindings: [], bindingsLeftOut: 0, facts: [] };
  }

  async peek(): Promise<never> {
    throw new BusError(
      'unsupported',
      'This broker shows nothing of what waits without giving it to somebody.',
    );
  }

  async map(): Promise<never> {
    throw new BusError('unsupported', 'This broker does not tell who publishes and who consumes.');
  }

  async clients(): Promise<never> {
    throw new BusError('unsupported', 'This broker does not tell who else is connected.');
  }

  async channels(): Promise<never> {
    throw new BusError('unsupported', 'This broker’s connections have no channels.');
  }

  async closeClient(): Promise<void> {
    throw unsupported();
  }

  async purge(): Promise<void> {
    throw unsupported();
  }

  async remove(): Promise<void> {
    throw unsupported();
  }

  close(): void {}

  async #rowOf(topic: string): Promise<BrokerRow> {
    const { bus, ownConsumers } = this.#watched;
    const status = await bus.inspect(topic).catch(() => undefined);
    return {
      id: topic,
      kind: 'topic',
      name: topic,
      topic,
      ownConsumers: ownConsumers(topic),
      ...(status?.ready === undefined ? {} : { ready: status.ready }),
      ...(status?.consumers === undefined ? {} : { consumers: status.consumers }),
    };
  }
}
