import type { EventBus } from '../../electron/bus/event-bus';
import { guardBacklogs } from '../../electron/session/last-subscriber';
import { Patterns } from '../../electron/session/simulate/patterns';
import { Subscribers } from '../../electron/session/subscribers';
import { parseBehaviour } from '../../shared/bus/behaviour';
import { type RetryPolicy, retryPolicySchema } from '../../shared/bus/connection';
import { describeThrown } from '../../shared/bus/errors';
import { parseTopic } from '../../shared/bus/message';
import { connectTo, lostForGood } from '../connect';
import { Exit, exitCodes } from '../exit';
import { printer } from '../lines';
import { warn } from '../plain';
import type { BusFlags } from '../program';
import { untilStopped } from '../until-stopped';

interface ListenFlags extends BusFlags {
  readonly name: string;
  readonly subscribers: number;
  readonly count?: number;
  readonly timeout?: number;
  readonly prefetch: number;
  readonly maxRetries: number;
  readonly retryDelay?: { min: number; max: number };
  readonly fail?: string;
  readonly latency?: { min: number; max: number };
  readonly seed: number;
}

/** Subscribes, and shows what comes until there was enough of it, or it is stopped. */
export async function listen(topic: string, flags: ListenFlags): Promise<void> {
  const behaviour = behaviourOf(flags);
  const retry = retryOf(flags);
  assertTopic(topic);
  await untilStopped(async ({ signal, until, after }) => {
    const { bus } = await connectTo(flags, {
      retry,
      signal,
      onBus: (each) => each.onEvent(printer(flags.json)),
    });
    const patterns = new Patterns();
    const subscribing = new Subscribers(bus, patterns.compile, flags.count);
    const enough = new Promise<void>((resolve) => {
      let answered = 0;
      bus.onEvent(({ type }) => {
        if (type !== 'acked' && type !== 'failed') return;
        answered += 1;
        if (answered !== flags.count) return;
        // Nothing more is taken, and what is in hand goes to others.
        void subscribing.stop().then(resolve, resolve);
      });
    });
    const late = after(flags.timeout);
    let timedOut = false;
    try {
      const { name, subscribers, prefetch } = flags;
      await subscribing.add({
        topic,
        name,
        count: subscribers,
        prefetch,
        behaviour,
      });
      await until(
        Promise.race([
          enough,
          late.then(() => {
            timedOut = true;
          }),
          lostForGood(bus),
        ]),
      );
    } finally {
      await tellLoss(bus, subscribing);
      await bus.close();
      await patterns.close();
    }
    if (timedOut && !signal.aborted && flags.count !== undefined)
      throw new Exit(
        exitCodes.timedOut,
        `Not ${flags.count} deliveries on ${topic} within ${flags.timeout} s.`,
      );
  });
}

/** Some topics go with their last subscriber, and what waits there with them: nobody is there to be asked, so it is said. */
async function tellLoss(bus: EventBus, subscribers: Subscribers): Promise<void> {
  await guardBacklogs(bus, subscribers).catch((error: unknown) => {
    warn(describeThrown(error));
  });
}

function behaviourOf({ fail, latency, seed }: ListenFlags) {
  const parsed = parseBehaviour(fail ?? 'ack');
  if (!parsed.ok) throw new Exit(exitCodes.usage, parsed.message);
  return { ...parsed.behaviour, seed, ...(latency === undefined ? {} : { latency }) };
}

function retryOf({ maxRetries, retryDelay }: ListenFlags): RetryPolicy {
  const delay =
    retryDelay === undefined
      ? { type: 'immediate' }
      : retryDelay.min === retryDelay.max
        ? { type: 'fixed', ms: retryDelay.min }
        : { type: 'exponential', first: retryDelay.min, factor: 2, max: retryDelay.max };
  const parsed = retryPolicySchema.safeParse({ maxRetries, delay });
  if (parsed.success) return parsed.data;
  throw new Exit(exitCodes.usage, parsed.error.issues[0]?.message ?? 'That retry policy is not valid.');
}

export function assertTopic(topic: string): void {
  try {
    parseTopic(topic);
  } catch (error) {
    throw new Exit(exitCodes.usage, describeThrown(error));
  }
}
