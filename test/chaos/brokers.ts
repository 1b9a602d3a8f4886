import { setTimeout as pause } from 'node:timers/promises';
import { Broker } from '../support/broker';
import type { BrokerAccess } from '../support/broker-access';
import { until } from '../support/until';
import { ClusterNode } from './cluster-node';

interface Node extends BrokerAccess, AsyncDisposable {
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export interface QueueState {
  readonly name: string;
  /** Not a number while the queue is being recovered. */
  readonly messages: unknown;
  readonly state: unknown;
}

/** A private broker, or a cluster of three on this one machine. */
export class Brokers implements AsyncDisposable {
  readonly #nodes: readonly Node[];
  #kills = 0;

  private constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
  }

  static async start(cluster: boolean): Promise<Brokers> {
    const first = await Broker.start();
    const nodes: Node[] = [first];
    try {
      while (cluster && nodes.length < 3) nodes.push(await ClusterNode.join(first));
      return new Brokers(nodes);
    } catch (error) {
      await new Brokers(nodes)[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** All nodes as one connection names them, another one first for each number. */
  url(number: number): string {
    return this.#nodes.map((_, index) => this.#node(number + index).url()).join(',');
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

  /** Messages waiting or unanswered, and who consumes. */
  async queues(): Promise<QueueState[]> {
    const columns = ['messages', 'messages_ready', 'consumers', 'state', 'leader', 'online'];
    return (await this.#node(0).list('list_queues', 'name', ...columns)) as unknown as QueueState[];
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

function count(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
