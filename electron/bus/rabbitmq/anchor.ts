import type { Channel } from 'amqplib';
import type { KeepAliveStatus } from '../../../shared/bus/connection';
import { BusError } from '../../../shared/bus/errors';
import { answerMs, within } from '../broker/within';
import { readChannelError } from './failure';
import type { Link } from './link';

/** Anew this often, ms: brokers end a channel whose delivery stays unanswered for their `consumer_timeout` (30 min). */
const renewMs = 10 * 60_000;
/** Pause before a lost hold is taken again, ms. */
const againMs = 1000;

/** Refusals that concern the one queue asked for. */
const ofOneQueue: readonly string[] = ['not-found', 'access-refused', 'topology-mismatch'];

/**
 * Keeps auto-delete queues alive when their last real consumer vanishes. It is a consumer that never gets anything: its
 * channel's prefetch is one for the whole channel, and that one place is taken for ever by a message of its own, the
 * plug. The queue counts it as a consumer and stays.
 *
 * It guards against the death of other processes, and of subscribers in this one; not against the death of this process
 * or of the broker: for that it would have to be a process that outlives the app, which nobody would see, which would hold a copy
 * of the password, and which would have to decide by itself when it may go. Who needs it has the durable queues.
 *
 * RabbitMQ 4.3 silently counts such a prefetch for each consumer instead, where an anchor would swallow messages: it finds out and
 * gives up.
 */
export class Anchor {
  readonly #openLink: () => Promise<Link>;
  readonly #onState: (status: KeepAliveStatus) => void;
  /** The broker does not let us have these. */
  readonly #refused = new Set<string>();
  readonly #queues = new Set<string>();
  #hold: Hold | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(openLink: () => Promise<Link>, onState: (status: KeepAliveStatus) => void) {
    this.#openLink = openLink;
    this.#onState = onState;
  }

  /** Rejects with `unsupported` where the broker cannot do it. Again after its link was lost: takes up what it kept. */
  open(): Promise<void> {
    this.#refused.clear();
    return this.#inTurn(() => this.#renew());
  }

  /** Tries to open it again in a while. */
  openLater(): void {
    this.#renewAfter(againMs);
  }

  get isOpen(): boolean {
    return this.#hold !== undefined;
  }

  /** The queue must exist. */
  keep(queue: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.keeps(queue) || this.#refused.has(queue)) return;
      this.#queues.add(queue);
      try {
        await this.#hold?.add(queue);
      } catch {
        // A refusal closes the channel, and so ends the hold on all the others too.
        await this.#renew();
      }
    });
  }

  keeps(queue: string): boolean {
    return this.#hold?.has(queue) ?? false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#renewal);
    this.#queues.clear();
    const hold = this.#hold;
    this.#hold = undefined;
    await hold?.end();
  }

  /** The new hold is there before the old one lets go. */
  async #renew(): Promise<void> {
    const next = await this.#takeUp();
    const previous = this.#hold;
    if (this.#closed) return next.end();
    this.#hold = next;
    this.#onState({ on: true });
    next.link.onEnd(() => this.#onLinkEnded(next));
    this.#renewAfter(renewMs);
    await previous?.end();
  }

  /** A hold on all queues that are still there. */
  async #takeUp(): Promise<Hold> {
    for (;;) {
      const link = await this.#openLink();
      let current: string | undefined;
      try {
        const hold = await Hold.on(link);
        for (const queue of this.#queues) {
          current = queue;
          await hold.add(queue);
        }
        return hold;
      } catch (thrown) {
        link.destroy();
        const error = readChannelError(thrown, 'keep topics alive');
        const mayGo = current !== undefined && ofOneQueue.includes(error.code);
        if (current === undefined || !mayGo) throw error;
        this.#queues.delete(current);
        // Asked for again it would end the hold on all the others again.
        if (error.code !== 'not-found') this.#refused.add(current);
      }
    }
  }

  #renewAfter(ms: number): void {
    clearTimeout(this.#renewal);
    if (this.#closed) return;
    this.#renewal = setTimeout(() => {
      this.#inTurn(() => this.#renew()).catch((error: unknown) => {
        // Without a connection there is nothing to try: who makes the next one opens it again.
        const isAway = error instanceof BusError && error.code === 'not-connected';
        if (!isAway) this.#renewAfter(againMs);
      });
    }, ms);
  }

  /** Until it is back, a topic whose last subscriber vanishes goes with it. */
  #onLinkEnded(hold: Hold): void {
    if (this.#hold !== hold) return;
    this.#hold = undefined;
    this.#onState({
      on: false,
      reason: 'The connection that keeps topics alive is down; it is opened again.',
    });
    this.#renewAfter(againMs);
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}

/** One channel whose only place is taken. */
class Hold {
  readonly link: Link;
  readonly #channel: Channel;
  readonly #kept = new Set<string>();

  private constructor(link: Link, channel: Channel) {
    this.link = link;
    this.#channel = channel;
  }

  static async on(link: Link): Promise<Hold> {
    const channel = await link.channel();
    const { queue } = await within(answerMs, 'declare a queue', channel.assertQueue('', { exclusive: true }));
    await within(answerMs, 'set a prefetch', channel.prefetch(1, true));
    const plugged = new Promise<void>((resolve) => {
      void channel.consume(queue, () => resolve()).catch(() => {});
    });
    channel.sendToQueue(queue, Buffer.from('plug'));
    await within(answerMs, 'take the plug', plugged);
    const hold = new Hold(link, channel);
    await hold.#testItself(queue);
    channel.once('close', hold.#onClosed);
    return hold;
  }

  async add(queue: string): Promise<void> {
    await within(
      answerMs,
      `keep “${queue}” alive`,
      this.#channel.consume(queue, (message) => {
        // The queue was deleted.
        if (message === null) this.#kept.delete(queue);
        // Cannot come with the plug in place; should it come after all it must go on to a real consumer.
        else this.#channel.nack(message, false, true);
      }),
    );
    this.#kept.add(queue);
  }

  has(queue: string): boolean {
    return this.#kept.has(queue);
  }

  /** There is nothing to settle before. */
  end(): Promise<void> {
    this.#channel.off('close', this.#onClosed);
    return this.link.close();
  }

  /** Whatever closed the channel has ended the hold. */
  readonly #onClosed = () => this.link.destroy('The channel that keeps topics alive was closed.');

  /** A second consumer must stay without the second message; the broker answers in order, so two questions tell. */
  async #testItself(queue: string): Promise<void> {
    let swallowed = false;
    this.#channel.sendToQueue(queue, Buffer.from('test'));
    const { consumerTag } = await this.#channel.consume(queue, () => {
      swallowed = true;
    });
    for (let questions = 0; questions < 2; questions += 1) {
      const { messageCount } = await within(answerMs, 'look at a queue', this.#channel.checkQueue(queue));
      if (messageCount !== 1) swallowed = true;
    }
    if (swallowed) {
      throw new BusError(
        'unsupported',
        'This broker counts a prefetch for each consumer only (“global_qos” is not permitted), so topics cannot be kept alive.',
      );
    }
    await this.#channel.cancel(consumerTag);
  }
}
