import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { SubscriberInfo } from '../../shared/bus/bus-event';
import { assertNever } from '../../shared/bus/bus-event';
import { BusError, describeThrown } from '../../shared/bus/errors';
import { maxPayloadBytes } from '../../shared/bus/limits';
import type { Verb } from '../../shared/bus/message';
import type { Counted } from '../../shared/scenario/expectations';
import type { ScenarioSend, Step } from '../../shared/scenario/steps';
import { sendSchema, type TypedPayload } from '../../shared/window/send';
import { pause } from '../bus/pause';
import { readPlainFile } from '../bus/plain-file';
import { base64Payload, textPayload } from '../session/compose/typed-payload';
import type { Drawing } from './drawing';
import type { WhyNot } from './scenario-case';
import type { Stage } from './stage';

export interface Performing {
  readonly stage: Stage;
  readonly folder: string;
  readonly whyNot: WhyNot | undefined;
  readonly seed: number;
  readonly drawing: Drawing;
  readonly signal: AbortSignal;
  /** Subscribers that a step crashes. */
  readonly willCrash: ReadonlySet<string>;
  /** Waits until so much has happened; rejects when it does not. */
  readonly until: (counted: Counted) => Promise<void>;
  /** The oldest delivery that a subscriber has not answered. */
  readonly oldestInFlight: (subscriber: string) => string | undefined;
}

/** Does one step, and ends when it is done. */
export async function perform({ kind, what }: Step, performing: Performing): Promise<void> {
  const { stage, signal } = performing;
  const { bus, subscribers, allow } = stage;
  switch (kind) {
    case 'subscribe': {
      const { behaviour, retry, ...rest } = what;
      // Each has a seed of its own, so that they do not all fail the same deliveries.
      const seed = performing.seed + subscribers.list().length;
      const policy = retry === undefined ? {} : { retry };
      const added = await subscribers.add({ ...rest, ...policy, behaviour: { ...behaviour, seed } });
      // While it has nothing in hand that would be interrupted.
      for (const { id, name } of added) if (performing.willCrash.has(name)) await subscribers.isolate(id);
      return;
    }
    case 'unsubscribe':
      await subscribers.remove(named(subscribers.list(), what).id);
      return;
    case 'pause':
    case 'resume':
      subscribers.pause(named(subscribers.list(), what).id, kind === 'pause');
      return;
    case 'crash':
      subscribers.crash(named(subscribers.list(), what).id);
      return;
    case 'behave': {
      const { id } = named(subscribers.list(), what.subscriber);
      await subscribers.setBehaviour(id, { ...what.behaviour, seed: performing.seed });
      return;
    }
    case 'answer': {
      const waiting = performing.oldestInFlight(what.subscriber);
      if (waiting === undefined) throw new BusError('not-found', `${what.subscriber} has nothing to answer.`);
      subscribers.answer(
        waiting,
        what.with === 'later' ? { retryAfterMs: Math.round(what.delay) } : what.with,
      );
      return;
    }
    case 'publish':
    case 'broadcast':
      await send(kind, what, performing);
      return;
    case 'replay':
      allow({ what: 'replay', topic: what.topic, count: 'all' });
      await bus.replay(what.topic, { ids: 'all' });
      return;
    case 'discard':
      allow({ what: 'discard', topic: what.topic, count: 'all' });
      await bus.discard(what.topic, { ids: 'all' });
      return;
    case 'wait':
      await pause(what, signal);
      return;
    case 'until':
      await performing.until(what);
      return;
    default:
      assertNever(kind);
  }
}

/** What the broker says of each message is for the expectations; only what cannot be sent at all is a failure here. */
async function send(verb: Verb, what: ScenarioSend, performing: Performing): Promise<void> {
  const { topic, count, rate, headers, properties } = what;
  const { stage, drawing, signal } = performing;
  stage.allow({ what: verb, topic, count });
  const payload = await payloadOf(what, performing);
  const parsed = sendSchema.parse({ sendId: randomUUID(), topic, payload, count, rate, headers, properties });
  const cancel = () => stage.sends.cancel(parsed.sendId);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await stage.sends.run(stage.bus, verb, parsed, drawing);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function payloadOf(
  { payload, file, base64 }: ScenarioSend,
  { folder, whyNot }: Performing,
): Promise<TypedPayload> {
  if (base64 !== undefined) return { format: 'base64', text: base64 };
  if (file !== undefined) {
    const path = resolve(folder, file);
    const refusal = await whyNot?.(path);
    if (refusal !== undefined) throw new BusError('invalid-argument', refusal);
    const bytes = await readPlainFile(path, { what: 'A payload', maxBytes: maxPayloadBytes }).catch(
      (error: unknown) => {
        throw new BusError('invalid-argument', `${file} could not be read: ${describeThrown(error)}`);
      },
    );
    return base64Payload(bytes);
  }
  return typeof payload === 'string'
    ? textPayload(payload)
    : { format: 'json', text: JSON.stringify(payload) };
}

function named(subscribers: readonly SubscriberInfo[], name: string): SubscriberInfo {
  const found = subscribers.find((each) => each.name === name);
  if (found !== undefined) return found;
  const others = subscribers.map((each) => each.name).join(', ');
  throw new BusError(
    'not-found',
    `No subscriber is called ${name}.${others === '' ? ' None is there.' : ` There are: ${others}.`}`,
  );
}
