import type { SubscriberRef } from '../../../shared/bus/bus-event';
import type { HeaderValue, Verb } from '../../../shared/bus/message';
import { type Burial, maxErrorBytes } from '../backend';
import { type Dispose, Emitter } from '../emitter';
import { cutText } from '../utf8';
import { withHeadersThatFit } from './header-size';
import { broadcastExchange } from './names';
import type { Publisher, Returned } from './publisher';
import type { Topology } from './topology';
import { burialMarks, copyOf, header, type PublishOptions, type Raw } from './wire';

export interface CopyMarks {
  readonly attempt: number;
  readonly interrupted: number;
  readonly subscriber: SubscriberRef;
}

/** Where a message was when it was given up. */
export interface Place {
  readonly topic: string;
  readonly verb: Verb;
  readonly queue: string;
  readonly subscriber: SubscriberRef;
}

/**
 * Puts copies of delivered messages where they go next. Each resolves true once a queue has the copy for sure, false
 * when there is no such queue (any more), and rejects when it could not be tried.
 */
export class Relocation {
  readonly #publisher: Publisher;
  readonly #topology: Topology;

  readonly #waits = new Emitter<[]>();

  constructor(publisher: Publisher, topology: Topology) {
    this.#publisher = publisher;
    this.#topology = topology;
  }

  /** Something was put where it waits for its next attempt. */
  onWait(listener: () => void): Dispose {
    return this.#waits.on(listener);
  }

  /** Back to the topic's work queue, at once or by way of a wait queue. */
  async retryPublish(
    raw: Raw,
    id: string,
    topic: string,
    delayMs: number,
    marks: CopyMarks,
  ): Promise<boolean> {
    if (delayMs > 0) {
      await this.#topology.wayBack(topic);
      this.#waits.emit();
      // With its topic, by which it is known again should it come back to nobody.
      const waiting = copyOf(raw, id, { ...headersOf(marks), [header.topic]: topic });
      return this.#toWait(topic, delayMs, raw, waiting);
    }
    const copy = copyOf(raw, id, headersOf(marks));
    const { name } = this.#topology.profile.work(topic);
    if (taken(await this.#toQueue(name, raw, copy))) return true;
    // Its last consumer took the queue along.
    await this.#topology.workAgain(topic);
    return taken(await this.#toQueue(name, raw, copy));
  }

  /** Back to the one subscriber that failed: its own queue, which nobody else consumes. */
  async retryBroadcast(
    raw: Raw,
    id: string,
    queue: string,
    delayMs: number,
    marks: CopyMarks,
  ): Promise<boolean> {
    const copy = copyOf(raw, id, headersOf(marks));
    const target = delayMs === 0 ? queue : await this.#topology.waitFor(queue, delayMs);
    return taken(await this.#toQueue(target, raw, copy));
  }

  async bury(
    raw: Raw,
    id: string,
    { topic, verb, queue, subscriber }: Place,
    burial: Burial,
  ): Promise<boolean> {
    // A broadcast that was retried came by its subscriber's queue, and would no longer look like one.
    const exchange = verb === 'broadcast' ? broadcastExchange(topic) : raw.fields.exchange;
    const origin = { queue, exchange, routingKey: raw.fields.routingKey };
    const marks = { ...burialMarks(burial, origin), ...lastBy(subscriber) };
    const copy = fitting(copyOf(raw, id, marks), marks, burial.error);
    await this.#topology.dead(topic);
    const { name } = this.#topology.profile.dead(topic);
    if (taken(await this.#toQueue(name, raw, copy))) return true;
    await this.#topology.deadAgain(topic);
    return taken(await this.#toQueue(name, raw, copy));
  }

  /**
   * A wait queue lives for a while after its declaration, and a publish may be held up for longer than that: by a broker
   * that is low on memory. What came too late to be safe has the queue's life lengthened, or is put there again.
   */
  async #toWait(topic: string, delayMs: number, raw: Raw, copy: PublishOptions): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      const declaredAt = performance.now();
      const { name, options } = await this.#topology.wait(topic, delayMs);
      const leaseMs = options.expires ?? Number.POSITIVE_INFINITY;
      if (taken(await this.#toQueue(name, raw, copy))) {
        if (performance.now() - declaredAt < (leaseMs - delayMs) / 2) return true;
        await this.#topology.wait(topic, delayMs);
        if (performance.now() - declaredAt < leaseMs) return true;
      } else if (tries === 2) return false;
    }
  }

  #toQueue(name: string, raw: Raw, copy: PublishOptions): Promise<Returned> {
    return this.#publisher.publish({ exchange: '', routingKey: name }, raw.content, copy);
  }
}

/** A dead letter of a message whose headers are too large for a copy has those that fit, and names the others. */
function fitting(whole: PublishOptions, marks: Record<string, HeaderValue>, error = ''): PublishOptions {
  const mustKeep = new Set([header.id, ...Object.keys(marks)]);
  const { copy, leftOut } = withHeadersThatFit(whole, mustKeep);
  if (leftOut.length === 0) return whole;
  const names = leftOut.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ');
  const told = cutText(`${error} Left out of this dead letter: ${names}.`.trim(), maxErrorBytes);
  return { ...copy, headers: { ...copy.headers, [header.error]: told } };
}

function headersOf({ attempt, interrupted, subscriber }: CopyMarks): Record<string, HeaderValue> {
  return { [header.attempt]: attempt, [header.interrupted]: interrupted, ...lastBy(subscriber) };
}

function lastBy({ id, name }: SubscriberRef): Record<string, HeaderValue> {
  return { [header.lastBy]: id, [header.lastName]: name };
}

function taken(returned: Returned): boolean {
  return returned === undefined;
}
