import type { Channel } from 'amqplib';
import { BusError } from '../../../shared/bus/errors';
import { answerMs, within } from '../broker/within';
import type { Hold } from './hold';
import type { Link } from './link';

/**
 * A channel whose prefetch is one for the whole channel, and whose one place is taken for ever by a message of its own, the plug.
 * RabbitMQ 4.3 silently counts such a prefetch for each consumer instead, where it would swallow messages: it finds out, and is
 * `unsupported` there.
 */
export class PrefetchHold implements Hold {
  readonly #link: Link;
  readonly #channel: Channel;
  readonly #kept = new Set<string>();

  private constructor(link: Link, channel: Channel) {
    this.#link = link;
    this.#channel = channel;
  }

  /** Ends the link when it cannot be had there. */
  static async on(link: Link): Promise<PrefetchHold> {
    try {
      return await PrefetchHold.#plug(link);
    } catch (error) {
      link.destroy();
      throw error;
    }
  }

  static async #plug(link: Link): Promise<PrefetchHold> {
    const channel = await link.channel();
    const { queue } = await within(answerMs, 'declare a queue', channel.assertQueue('', { exclusive: true }));
    await within(answerMs, 'set a prefetch', channel.prefetch(1, true));
    const plugged = new Promise<void>((resolve) => {
      void channel.consume(queue, () => resolve()).catch(() => {});
    });
    channel.sendToQueue(queue, Buffer.from('plug'));
    await within(answerMs, 'take the plug', plugged);
    const hold = new PrefetchHold(link, channel);
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

  onEnd(listener: () => void): void {
    this.#link.onEnd(listener);
  }

  /** There is nothing to settle before. */
  end(): Promise<void> {
    this.#channel.off('close', this.#onClosed);
    return this.#link.close();
  }

  /** Whatever closed the channel has ended the hold. */
  readonly #onClosed = () => this.#link.destroy('The channel that keeps topics alive was closed.');

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
        'This broker counts a prefetch for each consumer only (“global_qos” is not permitted).',
      );
    }
    await this.#channel.cancel(consumerTag);
  }
}
