import { randomUUID } from 'node:crypto';
import type { Channel, GetMessage } from 'amqplib';
import type { SubscriberRef } from '../../../shared/bus/bus-event';
import { BusError } from '../../../shared/bus/errors';
import { closingAnswerMs, within } from '../broker/within';
import { broadcastExchange } from './names';
import type { Relocation } from './relocation';
import type { Topology } from './topology';
import { fromWire, marksOf } from './wire';

interface LeftoversContext {
  readonly topic: string;
  readonly subscriber: SubscriberRef;
  readonly topology: Topology;
  readonly relocation: Relocation;
}

/** What lies in the broadcast queue of one subscriber, and waits for another attempt there, when it leaves that queue. */
export class Leftovers {
  readonly #context: LeftoversContext;

  constructor(context: LeftoversContext) {
    this.#context = context;
  }

  /** Ends the queue: it is exclusive, and would live and take broadcasts until the connection ends. */
  async giveUp(queue: string, channel: Channel | undefined): Promise<void> {
    // A broker that takes no messages at the moment must not keep others from what this one has in hand.
    await within(closingAnswerMs, 'give up retries', this.#bury(queue)).catch(() => {});
    const deleted =
      channel?.deleteQueue(queue) ??
      this.#context.topology.run(`delete “${queue}”`, (any) => any.deleteQueue(queue));
    await within(closingAnswerMs, 'delete a queue', deleted);
  }

  /** Makes dead letters of what waits for another attempt: nobody else may have it. */
  async #bury(queue: string): Promise<void> {
    const { topic, subscriber, relocation } = this.#context;
    const place = { topic, verb: 'broadcast', queue, subscriber } as const;
    await this.#emptyWaits(queue, async (raw) => {
      const { id } = fromWire(raw, topic, 'broadcast', randomUUID);
      // The waiting copy already bears the number of the attempt it will never have.
      const attempts = Math.max(1, marksOf(raw).attempt - 1);
      const error = 'Its subscriber was removed while it waited for another attempt.';
      await relocation.bury(raw, id, place, { reason: 'subscriber-gone', attempts, error });
    });
  }

  /**
   * Moves all of it to the subscriber's next queue. The channel is that of its consumers: nothing comes to them any more,
   * and what they had in hand goes along. What waited for another attempt has it at once.
   */
  async moveTo(next: string, { queue, channel }: { queue: string; channel: Channel }): Promise<void> {
    const move = (raw: GetMessage) => this.#moveOne(raw, next);
    await channel.unbindQueue(queue, broadcastExchange(this.#context.topic), '');
    // Not `nack`, which only some brokers have.
    await channel.recover();
    await empty(() => channel.get(queue), channel, move);
    await this.#emptyWaits(queue, move);
    await channel.deleteQueue(queue);
  }

  async #moveOne(raw: GetMessage, next: string): Promise<void> {
    const { topic, subscriber, relocation } = this.#context;
    const { id } = fromWire(raw, topic, 'broadcast', randomUUID);
    const { attempt, interrupted } = marksOf(raw);
    const marks = { attempt, interrupted: interrupted + (raw.fields.redelivered ? 1 : 0), subscriber };
    if (await relocation.retryBroadcast(raw, id, next, 0, marks)) return;
    throw new BusError('interrupted', `The queue “${next}” is gone before the broadcasts were in it.`);
  }

  /** On the channel that declared the wait queues: they are exclusive to its connection. */
  async #emptyWaits(queue: string, act: (raw: GetMessage) => Promise<void>): Promise<void> {
    const { topology } = this.#context;
    for (const wait of await topology.takeWaits(queue)) {
      const what = `empty “${wait}”`;
      const channel = await topology.run(what, async (own) => own);
      await empty(() => topology.run(what, () => channel.get(wait)), channel, act);
      await topology.run(what, () => channel.deleteQueue(wait));
    }
  }
}

/** Each is acked once it has been put elsewhere. */
async function empty(
  get: () => Promise<GetMessage | false>,
  channel: Channel,
  act: (raw: GetMessage) => Promise<void>,
): Promise<void> {
  for (let raw = await get(); raw !== false; raw = await get()) {
    await act(raw);
    channel.ack(raw);
  }
}
