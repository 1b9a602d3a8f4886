import type { ConnectOptions } from '../../shared/brokers';
import { BusError } from '../../shared/bus/errors';
import type { BrokerMap } from '../../shared/window/broker-map';
import type {
  BrokerChannel,
  BrokerClient,
  BrokerClients,
  BrokerDetailPage,
  BrokerPage,
  BrokerQuery,
  BrokerRow,
  BrokerSort,
  Finding,
  Peeked,
} from '../../shared/window/broker-view';
import { defaultThresholds, type Thresholds } from '../../shared/window/thresholds';
import { Curves } from './curves';
import { Findings } from './findings';
import { grouped } from './grouped-map';
import type { BrokerPicture, Monitor, Watched } from './monitor';

/** A broker that answers quickly is looked at so often, ms; a slow one so that it is busy for a twentieth of the time at most. */
const everyMs = { least: 1000, most: 60_000 };
const share = 20;
/** How often at most when nobody asks, ms. */
const quietMs = 10_000;

/** So many findings are told: thousands of queues may have the same one. */
const mostFindings = 50;
/** So many connections are shown. */
const mostClients = 500;

/** A connection that can be looked at. */
export interface Watchable extends Watched {
  /** Another one is another connection. */
  readonly key: number;
  readonly options: ConnectOptions;
}

export type CreateMonitor = (options: ConnectOptions, watched: Watched) => Monitor;

/** Answers what the window asks of the broker, and looks at it no more often than that needs. */
export class BrokerDesk {
  readonly #watchable: () => Watchable | undefined;
  readonly #create: CreateMonitor;
  #key: number | undefined;
  #monitor: Monitor | undefined;
  #picture: BrokerPicture | undefined;
  #looking: Promise<BrokerPicture> | undefined;
  readonly #thresholds: () => Thresholds;
  #findings: Findings;
  #found: readonly Finding[] = [];
  #curves = new Curves();
  #watching: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    watchable: () => Watchable | undefined,
    create: CreateMonitor,
    thresholds: () => Thresholds = () => defaultThresholds,
  ) {
    this.#thresholds = thresholds;
    this.#findings = new Findings(thresholds);
    this.#watchable = watchable;
    this.#create = create;
  }

  async page(query: BrokerQuery): Promise<BrokerPage> {
    const picture = await this.#current();
    const { rows, health: _, ...rest } = picture;
    const matching = sorted(rows.filter(matches(query)), query);
    const sum = (of: 'ready' | 'unanswered') => matching.reduce((all, row) => all + (row[of] ?? 0), 0);
    return {
      ...rest,
      nextInMs: pauseAfter(picture),
      findings: this.#found.slice(0, mostFindings),
      findingsLeftOut: Math.max(0, this.#found.length - mostFindings),
      all: rows.length,
      matching: matching.length,
      ready: sum('ready'),
      unanswered: sum('unanswered'),
      from: query.from,
      rows: matching.slice(query.from, query.from + query.count).map((row) => {
        const curve = this.#curves.small(row.id);
        return curve === undefined ? row : { ...row, curve };
      }),
    };
  }

  /** Of topics only; those that begin with the text come first. */
  async names(text: string, most: number): Promise<readonly string[]> {
    const { rows } = await this.#current();
    const wanted = text.toLowerCase();
    const names = new Set<string>();
    for (const { kind, topic } of rows) {
      if (
        topic !== undefined &&
        (kind === 'topic' || kind === 'foreign') &&
        topic.toLowerCase().includes(wanted)
      )
        names.add(topic);
    }
    const begins = (name: string) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
    return [...names].sort((a, b) => begins(a) - begins(b) || (a < b ? -1 : 1)).slice(0, most);
  }

  async detail(id: string): Promise<BrokerDetailPage> {
    const detail = await (await this.#monitorNow()).detail(id);
    return { ...detail, curves: this.#curves.of(id) };
  }

  async peek(id: string): Promise<Peeked> {
    return (await this.#monitorNow()).peek(id);
  }

  async map(filter: string): Promise<BrokerMap> {
    return grouped(await (await this.#monitorNow()).map(), filter);
  }

  /** By program; the first of very many. */
  async clients(filter: string): Promise<BrokerClients> {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const clients = await (await this.#monitorNow()).clients();
    const matching = clients.filter(({ program, host, user }) => {
      const text = `${program} ${host} ${user}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    matching.sort((a, b) => (`${a.program} ${a.id}` < `${b.program} ${b.id}` ? -1 : 1));
    return { matching: matching.length, clients: matching.slice(0, mostClients) };
  }

  async allClients(): Promise<readonly BrokerClient[]> {
    return (await this.#monitorNow()).clients();
  }

  async channels(id: string): Promise<readonly BrokerChannel[]> {
    return (await (await this.#monitorNow()).channels(id)).slice(0, mostClients);
  }

  async closeClient(id: string): Promise<void> {
    await (await this.#monitorNow()).closeClient(id);
  }

  /** What is seen next is looked at anew. */
  async purge(id: string): Promise<void> {
    await (await this.#monitorNow()).purge(id);
    this.#picture = undefined;
  }

  async remove(id: string): Promise<void> {
    await (await this.#monitorNow()).remove(id);
    this.#picture = undefined;
  }

  /**
   * Looks once in a while also when nobody asks, so that the curves and what is found over time have a past; not while `isSeen` says
   * that nobody can see the window.
   */
  watch(isSeen: () => boolean): void {
    const again = () => {
      if (this.#isStopped) return;
      this.#watching = setTimeout(() => {
        void (isSeen() && this.#isWorthIt() ? this.#current() : Promise.resolve()).finally(again);
      }, this.#quietPause());
    };
    again();
  }

  /** A broker that refuses, or lists nothing, is not asked for what nobody looks at. */
  #isWorthIt(): boolean {
    return this.#picture === undefined || this.#picture.source === 'broker';
  }

  #quietPause(): number {
    return Math.max(quietMs, (this.#picture?.tookMs ?? 0) * share);
  }

  /** Final. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#watching);
    this.close();
  }

  close(): void {
    this.#monitor?.close();
    this.#monitor = undefined;
    this.#picture = undefined;
    this.#looking = undefined;
    this.#findings = new Findings(this.#thresholds);
    this.#found = [];
    this.#curves = new Curves();
    this.#key = undefined;
  }

  async #current(): Promise<BrokerPicture> {
    const monitor = this.#open();
    if (monitor === undefined) return { at: Date.now(), tookMs: 0, source: 'known', rows: [] };
    const known = this.#picture;
    if (known !== undefined && Date.now() - known.at < pauseAfter(known) - 50) return known;
    this.#looking ??= this.#look(monitor);
    return this.#looking;
  }

  async #monitorNow(): Promise<Monitor> {
    const monitor = this.#open();
    if (monitor === undefined) throw new BusError('not-connected', 'Connect to a broker first.');
    return monitor;
  }

  /** Of the connection of now. */
  #open(): Monitor | undefined {
    const watchable = this.#watchable();
    if (watchable?.key !== this.#key) this.close();
    if (watchable === undefined) return undefined;
    this.#key = watchable.key;
    this.#monitor ??= this.#create(watchable.options, watchable);
    return this.#monitor;
  }

  async #look(monitor: Monitor): Promise<BrokerPicture> {
    try {
      const picture = await monitor.look();
      if (monitor === this.#monitor) {
        this.#picture = picture;
        this.#found = this.#findings.look(picture);
        this.#curves.add(picture.at, picture.rows);
      }
      return picture;
    } finally {
      if (monitor === this.#monitor) this.#looking = undefined;
    }
  }
}

function pauseAfter({ tookMs }: BrokerPicture): number {
  return Math.min(everyMs.most, Math.max(everyMs.least, Math.round(tookMs * share)));
}

function matches({ filter, everything }: BrokerQuery): (row: BrokerRow) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ kind, name, id }) => {
    if (!everything && (kind === 'temporary' || kind === 'retries')) return false;
    const text = `${name} ${id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

const kindOrder = ({ kind }: BrokerRow): number => (kind === 'topic' ? 0 : 1);

/** What is not known stands at the end, whichever way. */
function sorted(
  rows: BrokerRow[],
  { sort, descending }: Pick<BrokerQuery, 'sort' | 'descending'>,
): BrokerRow[] {
  const sign = descending ? -1 : 1;
  const sorting = (row: BrokerRow) => row[sort satisfies BrokerSort];
  return rows.sort((a, b) => {
    const [one, other] = [sorting(a), sorting(b)];
    // A topic before its dead letters.
    if (one === other) return kindOrder(a) - kindOrder(b) || (a.id < b.id ? -1 : 1);
    if (one === undefined) return 1;
    if (other === undefined) return -1;
    return one < other ? -sign : sign;
  });
}
