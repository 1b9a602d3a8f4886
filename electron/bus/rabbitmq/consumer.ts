import { randomUUID } from 'node:crypto';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { Verb } from '../../../shared/bus/message';
import type { SubscribeRequest } from '../backend';
import { InHand } from '../broker/in-hand';
import { type DeliveryContext, RabbitmqDelivery } from './delivery';
import { isStream } from './found-queue';
import { broadcastExchange } from './names';
import type { Relocation } from './relocation';
import { StreamReader } from './stream-reader';
import type { Topology } from './topology';

interface ConsumerContext {
  readonly topology: Topology;
  readonly relocation: Relocation;
  /** The subscription has ended. */
  readonly stopped: AbortSignal;
  /** The broker ended the consumer of this queue, as it does when the queue is deleted or a delivery stays unanswered. */
  readonly onCancelled: (channel: Channel, queue: string) => void;
  /** With the broker's reason, when it was the broker. */
  readonly onClosed: (channel: Channel, error: unknown) => void;
}

/**
 * What one subscriber consumes with: a channel with a consumer on the topic's work queue and one on its own exclusive queue of
 * broadcasts, and what it was given there and has not answered. On which link it is, and what comes after an end, its subscription
 * decides.
 */
export class Consumer {
  readonly #request: SubscribeRequest;
  readonly #context: ConsumerContext;
  readonly #inHand: InHand<RabbitmqDelivery>;
  /** Made when the topic turns out to be a stream. */
  #stream: StreamReader | undefined;
  #stuck = 0;
  #delayed: boolean;
  /** Where it consumes now. */
  channel: Channel | undefined;
  /** Of its consumers there. */
  tags: string[] = [];
  /** Lives as long as the link; a new channel finds it again. */
  broadcastQueue: string | undefined;

  constructor(request: SubscribeRequest, context: ConsumerContext) {
    this.#request = request;
    this.#context = context;
    this.#inHand = new InHand((delivery) => {
      if (!this.#stream?.lost(delivery)) request.onLost(delivery);
    });
    this.#delayed = request.mayBeDelayed;
  }

  /** Resolves when all it was given is answered, or after so many ms. */
  untilIdle(ms: number): Promise<void> {
    return this.#inHand.untilIdle(ms);
  }

  /** Declares what it consumes from, and consumes: from its first delivery on the channel is the one it is on. */
  async start(channel: Channel): Promise<void> {
    const { topic, prefetch } = this.#request;
    const work = await this.#context.topology.forSubscriber(channel, topic, this.#delayed);
    const exchange = broadcastExchange(topic);
    if (this.broadcastQueue === undefined) {
      const { queue } = await channel.assertQueue('', { exclusive: true, durable: false, autoDelete: false });
      this.broadcastQueue = queue;
    }
    await channel.bindQueue(this.broadcastQueue, exchange, '');
    await channel.prefetch(prefetch);
    this.channel = channel;
    let error: unknown;
    channel.once('error', (thrown) => {
      error = thrown;
    });
    channel.once('close', () => this.#context.onClosed(channel, error));
    const stream = this.#streamOf(topic);
    await this.#consume(
      this.#deliveryContext(channel, work, stream === undefined ? 'publish' : 'broadcast'),
      stream,
    );
    await this.#consume(this.#deliveryContext(channel, this.broadcastQueue, 'broadcast'));
  }

  /** It is kept from channel to channel, since it alone knows where this subscriber stands. */
  #streamOf(topic: string): StreamReader | undefined {
    if (!isStream(this.#context.topology.found(topic))) return undefined;
    this.#stream ??= new StreamReader(this.#request);
    return this.#stream;
  }

  async #consume(context: DeliveryContext, stream?: StreamReader): Promise<void> {
    const options = stream === undefined ? {} : { arguments: { 'x-stream-offset': stream.begin() } };
    const take = (raw: ConsumeMessage | null) => this.#take(context, raw, stream);
    const { consumerTag } = await context.channel.consume(context.queue, take, options);
    this.tags.push(consumerTag);
  }

  /** The same for all that comes to one consumer. */
  #deliveryContext(channel: Channel, queue: string, verb: Verb): DeliveryContext {
    const { topic, subscriberId, name } = this.#request;
    return {
      topic,
      verb,
      queue,
      channel,
      subscriber: { id: subscriberId, name },
      relocation: this.#context.relocation,
      newId: randomUUID,
      onSettled: (delivery) => {
        this.#stream?.settled(delivery);
        this.#inHand.settled(delivery);
      },
      onDelayed: () => {
        this.#delayed = true;
      },
      onStuck: (reason) => this.#setStuck(reason),
      stopped: this.#context.stopped,
    };
  }

  #take(context: DeliveryContext, raw: ConsumeMessage | null, stream?: StreamReader): void {
    if (raw === null) {
      this.#context.onCancelled(context.channel, context.queue);
      return;
    }
    const delivery = new RabbitmqDelivery(raw, context);
    this.#inHand.add(delivery);
    if (stream === undefined) this.#request.onDelivery(delivery);
    else stream.take(delivery, raw);
  }

  /** Everything unanswered on this channel is the broker's again. */
  drop(channel: Channel | undefined): void {
    if (channel !== undefined && channel === this.channel) {
      this.channel = undefined;
      this.tags = [];
    }
    this.#inHand.lose((delivery) => channel === undefined || delivery.channel === channel);
  }

  #setStuck(reason: string | undefined): void {
    this.#stuck += reason === undefined ? -1 : 1;
    if (this.channel === undefined) return;
    if (this.#stuck > 0) this.#request.onState('stuck', reason);
    else this.#request.onState('consuming');
  }
}
