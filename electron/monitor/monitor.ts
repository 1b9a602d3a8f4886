import type { ErrorInfo } from '../../shared/bus/errors';
import type { BrokerMap } from '../../shared/window/broker-map';
import type {
  BrokerChannel,
  BrokerClient,
  BrokerDetail,
  BrokerHealth,
  BrokerRow,
  Peeked,
} from '../../shared/window/broker-view';
import type { EventBus } from '../bus/event-bus';

/** All that is on a broker, at one moment. */
export interface BrokerPicture {
  readonly at: number;
  readonly tookMs: number;
  readonly source: 'broker' | 'known';
  readonly problem?: ErrorInfo;
  readonly rows: readonly BrokerRow[];
  /** Left out where it cannot be asked for. */
  readonly health?: BrokerHealth;
}

/**
 * A broker's own view of itself, which is another thing than a bus: it has another way, other rights and another pace. It takes nothing
 * from anybody.
 */
export interface Monitor {
  /** Does not reject: what it could not learn is a problem of the picture. */
  look(): Promise<BrokerPicture>;
  /** Rejects with a BusError in words. */
  detail(id: string): Promise<BrokerDetail>;
  /** The first messages that wait. */
  peek(id: string): Promise<Peeked>;
  /** Who publishes where, and who consumes it. */
  map(): Promise<BrokerMap>;
  /** Who is connected to the broker. */
  clients(): Promise<readonly BrokerClient[]>;
  channels(id: string): Promise<readonly BrokerChannel[]>;
  closeClient(id: string): Promise<void>;
  /** Throws away what waits in a queue. */
  purge(id: string): Promise<void>;
  /** Deletes a queue with all that is in it. */
  remove(id: string): Promise<void>;
  close(): void;
}

/** What a monitor knows of this process. */
export interface Watched {
  readonly bus: EventBus;
  /** In use here, or used before. */
  readonly topics: () => readonly string[];
  readonly ownConsumers: (topic: string) => number;
}
