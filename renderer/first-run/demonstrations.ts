import { ackAlways, type Behaviour } from '../../shared/bus/behaviour';
import { assertNever } from '../../shared/bus/bus-event';
import type { Verb } from '../../shared/bus/message';
import type { Commands } from '../commands/commands';
import { firstDraft } from '../store/draft';
import { type DemonstrationName, firstRun } from '../store/first-run';
import type { BusdeckStore } from '../store/store';

export const demonstrations = [
  {
    name: 'round-robin',
    title: 'Round robin',
    words: 'Six messages, three subscribers: each message goes to one of them, in turn.',
  },
  { name: 'broadcast', title: 'Broadcast', words: 'One message, and every subscriber gets it.' },
  {
    name: 'failure',
    title: 'Failure and replay',
    words: 'A message fails four times and ends in the dead letters. Then you replay it.',
  },
] as const satisfies readonly { readonly name: DemonstrationName; title: string; words: string }[];

/** Where the first window's subscribers listen, and where those that fail do. */
const turnsTopic = firstDraft.topic;
const failuresTopic = 'payments';

/** Slow enough to be followed by eye. */
const failing: Behaviour = { rule: { type: 'always' }, latency: { min: 400, max: 400 }, seed: 1 };

interface Cast {
  readonly topic: string;
  readonly name: string;
  readonly count: number;
  readonly behaviour: Behaviour;
}

const workers: Cast = { topic: turnsTopic, name: 'worker', count: 3, behaviour: ackAlways };
const casts: Readonly<Record<DemonstrationName, Cast>> = {
  'round-robin': workers,
  broadcast: workers,
  failure: { topic: failuresTopic, name: 'till', count: 2, behaviour: failing },
};

/** A press that comes while subscribers are being added would not see them, and add as many again. */
let settingUp = false;

export async function startDemonstration(
  name: DemonstrationName,
  store: BusdeckStore,
  commands: Commands,
): Promise<void> {
  if (settingUp) return;
  settingUp = true;
  try {
    firstRun.begin(name);
    if (!(await haveSubscribers(store, commands, casts[name]))) return;
  } finally {
    settingUp = false;
  }
  switch (name) {
    case 'round-robin':
      await send(store, commands, 'publish', turnsTopic, 6, 3);
      return;
    case 'broadcast': {
      const messageId = await send(store, commands, 'broadcast', turnsTopic);
      if (messageId !== undefined) commands.choose({ messageId });
      return;
    }
    case 'failure': {
      const messageId = await send(store, commands, 'publish', failuresTopic);
      if (messageId === undefined) return;
      firstRun.failed({ topic: failuresTopic, messageId });
      commands.choose({ messageId });
      return;
    }
    default:
      assertNever(name);
  }
}

/** Mends the subscribers and sends the dead letter to its topic again. */
export async function replayDemonstration(
  letter: { readonly topic: string; readonly id: string; readonly messageId: string },
  store: BusdeckStore,
  commands: Commands,
): Promise<void> {
  for (const { id } of subscribersOf(store, letter.topic)) await commands.setBehaviour(id, ackAlways);
  await commands.replay({ topic: letter.topic, ids: [letter.id] });
  commands.choose({ messageId: letter.messageId });
}

function subscribersOf(store: BusdeckStore, topic: string) {
  return [...store.getState().subscribers.byId.values()].filter((info) => info.topic === topic);
}

/** Sees to it that there are so many, and that each behaves so. False when that was refused; it has been said then. */
async function haveSubscribers(
  store: BusdeckStore,
  commands: Commands,
  { topic, name, count, behaviour }: Cast,
): Promise<boolean> {
  const there = subscribersOf(store, topic);
  for (const { id } of there) await commands.setBehaviour(id, behaviour);
  const missing = count - there.length;
  if (missing <= 0) return true;
  const answer = await commands.addSubscribers({ topic, name, count: missing, behaviour });
  return answer.ok;
}

/** Through the composer, so that what was sent stands there to be sent again. Returns the last message's id. */
async function send(
  store: BusdeckStore,
  commands: Commands,
  verb: Verb,
  topic: string,
  count = 1,
  rate = 0,
): Promise<string | undefined> {
  commands.replaceDraft({ ...firstDraft, topic, count, rate });
  const sent = verb === 'publish' ? commands.publish() : commands.broadcast();
  store.actions.editDraft({ count: 1, rate: 0, edited: false });
  await sent;
  const last = store.getState().lastSend;
  return last?.type === 'answered' ? last.receipt.messageId : undefined;
}
