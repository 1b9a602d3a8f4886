import type { SubscriberRef } from '../../../shared/bus/bus-event';
import type { Verb } from '../../../shared/bus/message';
import type { BackendDelivery, Burial, RetryRequest } from '../backend';
import { Lost } from '../broker/lost';
import { Chained } from '../chain';
import type { Message } from '../message';
import { pause } from '../pause';
import type { Ack } from './acks';
import {
  asArguments,
  burialMarks,
  copyOf,
  countOf,
  type Entry,
  fromEntry,
  lastBy,
  newToken,
  textOf,
} from './entry';
import { readCommandError } from './failure';
import type { Keys } from './keys';
import type { Argument } from './link';
import { move, moveLater, type Script } from './scripts';

const firstPauseMs = 200;
const longestPauseMs = 10_000;

export interface DeliveryContext {
  readonly topic: string;
  readonly verb: Verb;
  readonly keys: Keys;
  /** Of the stream it came from. */
  readonly group: string;
  readonly subscriber: SubscriberRef;
  readonly run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;
  readonly ack: (entry: Ack) => Promise<boolean>;
  readonly onSettled: (delivery: RedisDelivery) => void;
  /** A message of the topic waits for its next attempt. */
  readonly onDelayed: (delayMs: number) => void;
  /** With a reason when a message can be put nowhere, with `undefined` when it could be after all. */
  readonly onStuck: (reason: string | undefined) => void;
}

/** One delivery and its one answer, each of which is one script. */
export class RedisDelivery extends Chained<RedisDelivery> implements BackendDelivery {
  /** Who gives a message back counts it in the same step. */
  readonly interruptionRecorded = true;
  run: BackendDelivery['run'] = undefined;
  readonly message: Message;
  readonly attempt: number;
  readonly interrupted: number;
  readonly redelivered: boolean;
  readonly foreign: boolean;
  readonly entry: Entry;
  readonly #context: DeliveryContext;
  readonly #lost = new Lost();
  #state: 'open' | 'answering' | 'answered' = 'open';

  constructor(entry: Entry, context: DeliveryContext) {
    super();
    const { fields } = entry;
    this.entry = entry;
    this.#context = context;
    this.message = fromEntry(entry, context.topic, context.verb);
    this.attempt = Math.max(1, countOf(fields, 'attempt') ?? 1);
    this.interrupted = countOf(fields, 'interrupted') ?? 0;
    this.redelivered = textOf(fields, 'again') === '1' && this.interrupted > 0;
    this.foreign = !fields.has('first-at');
  }

  /** The key of the stream it came from. */
  get stream(): string {
    const { keys, verb } = this.#context;
    return verb === 'publish' ? keys.work : keys.all;
  }

  ack(): Promise<boolean> {
    const { ack, group, verb } = this.#context;
    const { entryId } = this.entry;
    const whole = { stream: this.stream, group, entryId, isWhole: verb === 'publish' };
    return this.#answer(() => ack(whole));
  }

  async retry({ attempt, delayMs }: RetryRequest): Promise<boolean> {
    const { subscriber, verb, keys, onDelayed } = this.#context;
    const copy = copyOf(this.entry, {
      attempt: String(attempt),
      ...lastBy(subscriber),
      only: verb === 'broadcast' ? subscriber.id : undefined,
    });
    const fields = asArguments(copy);
    if (delayMs === 0) return this.#move(move, [this.stream, this.stream], fields);
    const waits = [newToken(), String(delayMs), verb, ...fields];
    const taken = await this.#move(moveLater, [this.stream, keys.due, keys.waiting], waits);
    if (taken) onDelayed(delayMs);
    return taken;
  }

  deadLetter(burial: Burial): Promise<boolean> {
    const { subscriber, verb, keys } = this.#context;
    const letter = copyOf(this.entry, { ...lastBy(subscriber), ...burialMarks(verb, burial) });
    return this.#move(move, [this.stream, keys.dead], asArguments(letter));
  }

  checkpoint(): Promise<boolean> {
    return this.retry({ attempt: this.attempt, delayMs: 0 });
  }

  /** Called by its subscription: it is given to somebody else. */
  lose(): void {
    this.#lost.lose();
  }

  #move(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<boolean> {
    const { group, verb, run } = this.#context;
    const all = [group, this.entry.entryId, verb === 'publish' ? '1' : '0', ...args];
    return this.#answer(async () => (await run(script, keys, all)) === 1);
  }

  /** As often as it takes, until the server has it or the delivery is lost. */
  async #answer(askServer: () => Promise<boolean>): Promise<boolean> {
    if (this.#state !== 'open' || this.#lost.isLost) return false;
    this.#state = 'answering';
    const { onStuck, onSettled } = this.#context;
    let isStuck = false;
    let isTaken = false;
    for (let pauseMs = firstPauseMs; !this.#lost.isLost; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        isTaken = await askServer();
        break;
      } catch (thrown) {
        const { code, message } = readCommandError(thrown, 'answer a message');
        // On a link that is gone it will be lost in a moment.
        if (!isStuck && code !== 'interrupted' && code !== 'not-connected') {
          isStuck = true;
          onStuck(`A message can be put nowhere and is kept: ${message}`);
        }
        await pause(pauseMs, this.#lost.signal);
      }
    }
    if (isStuck) onStuck(undefined);
    if (this.#lost.isLost) return false;
    this.#state = 'answered';
    onSettled(this);
    return isTaken;
  }
}
