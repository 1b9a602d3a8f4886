import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createBackend } from '../../electron/bus/backends';
import { EventBus } from '../../electron/bus/event-bus';
import { seededRandom } from '../../electron/session/simulate/simulator';
import { connectOptionsSchema } from '../../shared/brokers';
import type { RetryPolicy } from '../../shared/bus/connection';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';
import { type Brokers, startBrokers } from './brokers';
import { type Counts, check } from './checker';
import { drawFates, killPoints } from './fate';
import { JournalReader } from './journal';
import { drawMessages } from './message-kind';
import { type ChaosOptions, promisesNoLoss } from './options';
import { ChaosPublisher } from './publisher';
import { Subscribers } from './subscribers';

export interface ChaosResult {
  readonly options: ChaosOptions;
  readonly counts: Counts;
  /** By kill point; those that poison killed stand under `poison`. */
  readonly kills: Readonly<Record<string, number>>;
  readonly brokerKills: number;
  /** Planned, but the messages were all handled before. */
  readonly killsLeft: number;
  /** What the publisher met, by code. */
  readonly publishErrors: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Sentences; empty when every promise was kept. */
  readonly broken: readonly string[];
}

const topic = 'chaos';
/** So many messages are on their way while the subscribers are killed. */
const backlog = 100;
/** After the last publish everything must have come to rest within this, ms. */
const settleMs = 120_000;
/** A broker that has just come back tells a quorum queue's numbers anew only every 5 s: so many looks, one a second. */
const calmLooks = 7;

/** `program` is the bundled subscriber.ts. */
export async function runChaos(options: ChaosOptions, program: string): Promise<ChaosResult> {
  const startedAt = performance.now();
  const folder = await makeFolder('chaos');
  const journal = new JournalReader(join(folder, 'journal.jsonl'));
  await using brokers = await startBrokers(options);
  try {
    const result = await new Run(options, program, brokers, journal, join(folder, 'journal.jsonl')).run();
    return { ...result, seconds: Math.round((performance.now() - startedAt) / 1000) };
  } finally {
    journal.close();
    await removeFolder(folder);
  }
}

class Run {
  readonly #options: ChaosOptions;
  readonly #brokers: Brokers;
  readonly #journal: JournalReader;
  readonly #retry: RetryPolicy;
  readonly #subscribers: Subscribers;
  readonly #random: () => number;
  /** What never came to rest. */
  readonly #stuck: string[] = [];

  constructor(
    options: ChaosOptions,
    program: string,
    brokers: Brokers,
    journal: JournalReader,
    path: string,
  ) {
    const { seed, kills, messages, subscribers, retryDelayMs } = options;
    this.#options = options;
    this.#brokers = brokers;
    this.#journal = journal;
    this.#random = seededRandom(seed + 1);
    this.#retry = {
      maxRetries: 3,
      delay: retryDelayMs === 0 ? { type: 'immediate' } : { type: 'fixed', ms: retryDelayMs },
    };
    this.#subscribers = new Subscribers({
      program,
      count: subscribers,
      fates: drawFates(kills, messages, this.#random),
      random: this.#random,
      job: (number) => ({
        connection: this.#brokers.connection(number),
        topic,
        name: `subscriber-${number}`,
        journal: path,
        retry: this.#retry,
      }),
    });
  }

  async run(): Promise<Omit<ChaosResult, 'seconds'>> {
    const connection = this.#brokers.connection(0);
    // The anchor lives here, in the one process that is not killed.
    const { keepAlive } = this.#options;
    const own = connection.kind === 'rabbitmq' ? { ...connection, keepAlive } : connection;
    const backend = createBackend(connectOptionsSchema.parse(own));
    await using bus = new EventBus({ backend, retry: this.#retry });
    await bus.connect();
    const publisher = new ChaosPublisher(bus, topic);
    const messages = drawMessages(this.#options.messages, this.#options.seed);
    let brokerKills = 0;
    try {
      await this.#subscribers.start();
      const sending = publisher.sendAll(messages, backlog, {
        begun: () => this.#journal.begun.size,
        changed: () => this.#look(),
      });
      brokerKills = await this.#killBrokers(() => publisher.sent);
      await sending;
      await this.#untilAtRest();
    } finally {
      await this.#subscribers.end();
    }
    this.#journal.read();
    const { counts, broken } = check({
      messages,
      answers: publisher.answers,
      journal: this.#journal.entries,
      deadLetters: await this.#deadLetters(bus),
      maxAttempts: this.#retry.maxRetries + 1,
    });
    return {
      options: this.#options,
      counts,
      kills: this.#kills(),
      brokerKills,
      killsLeft: this.#subscribers.fatesLeft,
      publishErrors: Object.fromEntries(publisher.errors),
      broken: [...broken, ...this.#brokenPromises(counts)],
    };
  }

  /** At even distances while the messages flow. */
  async #killBrokers(sent: () => number): Promise<number> {
    const { brokerKills, messages } = this.#options;
    for (let kill = 1; kill <= brokerKills; kill += 1) {
      while (sent() < (kill * messages) / (brokerKills + 1)) await this.#look();
      await this.#brokers.killNext(this.#random() * 1000);
    }
    return brokerKills;
  }

  /** Nothing is left on its way; what the journal and the dead letters then do not tell of is lost. */
  async #untilAtRest(): Promise<void> {
    let left = '';
    let calm = 0;
    try {
      await until(
        'all queues are empty',
        async () => {
          left = await this.#brokers.onTheWay(topic);
          calm = left === '' ? calm + 1 : 0;
          return calm === (this.#options.brokerKills > 0 ? calmLooks : 1);
        },
        { timeoutMs: settleMs, everyMs: 1000 },
      );
    } catch {
      this.#stuck.push(`nobody takes what is left after ${settleMs / 1000} s: ${left}`);
    }
  }

  async #deadLetters(bus: EventBus) {
    const { letters } = await bus.deadLetters(topic, { most: Number.POSITIVE_INFINITY });
    return letters.map(({ message: { id }, reason }) => ({ id, reason }));
  }

  /** The journal is a file that other processes write to: there is no event to wait for. */
  async #look(): Promise<void> {
    if (!this.#journal.read()) await pause(5);
  }

  #kills(): Record<string, number> {
    const counts: Record<string, number> = Object.fromEntries(
      [...killPoints, 'poison'].map((point) => [point, 0]),
    );
    let known = 0;
    for (const entry of this.#journal.entries) {
      if (entry.what !== 'killed') continue;
      counts[entry.point] = (counts[entry.point] ?? 0) + 1;
      known += 1;
    }
    // Who is killed from outside cannot write it down.
    return { ...counts, anywhere: this.#subscribers.died - known };
  }

  #brokenPromises({ lost, unexpected }: Counts): string[] {
    const broken = [...this.#stuck, ...this.#subscribers.complaints].slice(0, 10);
    if (unexpected > 0) broken.push(`${unexpected} handled that nobody sent`);
    if (lost > 0 && promisesNoLoss(this.#options)) broken.push(`${lost} lost`);
    return broken;
  }
}
