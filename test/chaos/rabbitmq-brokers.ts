import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectInput } from '../../shared/brokers';
import { Broker } from '../support/broker';
import type { BrokerAccess } from '../support/broker-access';
import { until } from '../support/until';
import type { Brokers } from './brokers';
import { ClusterNode } from './cluster-node';
import type { ChaosOptions } from './options';

interface Node extends BrokerAccess, AsyncDisposable {
  kill(): Promise<void>;
  restart(): Promise<void>;
}

interface QueueState {
  readonly name: string;
  /** Not a number while the queue is being recovered. */
  readonly messages: unknown;
  readonly state: unknown;
}

/** The work queues and the wait queues, of both profiles. */
const onTheWay = /^(?:eventbus\.q?wait\.\d+\.|eventbus\.q\.)?/;

/** A private RabbitMQ, or a cluster of three on this one machine. */
export class RabbitmqBrokers implements Brokers {
  readonly #profile: ChaosOptions['profile'];
  readonly #nodes: readonly Node[];
  #kills = 0;

  private constructor(nodes: readonly Node[], profile: ChaosOptions['profile']) {
    this.#nodes = nodes;
    this.#profile = profile;
  }

  static async start({ cluster, profile }: ChaosOptions): Promise<RabbitmqBrokers> {
    const first = await Broker.start();
    const nodes: Node[] = [first];
    try {
      while (cluster && nodes.length < 3) nodes.push(await ClusterNode.join(first));
      return new RabbitmqBrokers(nodes, profile);
    } catch (error) {
      await new RabbitmqBrokers(nodes, profile)[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** All nodes are named, another one first for each number. */
  connection(number: number): ConnectInput {
    const url = this.#nodes.map((_, index) => this.#node(number + index).url()).join(',');
    return { kind: 'rabbitmq', url, queues: this.#profile, heartbeatSeconds: 5 };
  }

  /** The next one in turn, as by a power cut; after the pause it comes back with its data, and all are whole again. */
  async killNext(pauseMs: number): Promise<void> {
    const node = this.#node(this.#kills);
    this.#kills += 1;
    await node.kill();
    await pause(pauseMs);
    await node.restart();
    await this.#untilWhole();
  }

  async onTheWay(topic: string): Promise<string> {
    const columns = ['messages', 'messages_ready', 'consumers', 'state', 'leader', 'online'];
    const rows = (await this.#node(0).list('list_queues', 'name', ...columns)) as unknown as QueueState[];
    const left = rows.filter((queue) => queue.name.replace(onTheWay, '') === topic && !isEmpty(queue));
    return left.map((queue) => JSON.stringify(queue)).join(', ');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The first one last: it holds what the others need.
    for (const node of [...this.#nodes].reverse()) await node[Symbol.asyncDispose]();
  }

  #node(number: number): Node {
    const node = this.#nodes[number % this.#nodes.length];
    if (node === undefined) throw new Error('A cluster has nodes.');
    return node;
  }

  /** The next node may only be killed when every quorum queue has all of its members again. */
  async #untilWhole(): Promise<void> {
    if (this.#nodes.length === 1) return;
    await until(
      'every queue has a quorum of all nodes',
      async () => {
        const rows = await this.#node(0).list('list_queues', 'name', 'type', 'members', 'online');
        const quorum = rows.filter(({ type }) => type === 'quorum');
        return quorum.every(({ members, online }) => count(members) === count(online));
      },
      { timeoutMs: 60_000, everyMs: 1000 },
    );
  }
}

/** One that is not up yet has no numbers, or none to believe. */
function isEmpty({ messages, state }: QueueState): boolean {
  return messages === 0 && state === 'running';
}

function count(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
