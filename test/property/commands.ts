import fc, { type AsyncCommand } from 'fast-check';
import { failing, holding, type Kind } from './message-kind';
import type { World } from './world';
import type { Model, System } from './worlds';

export type Command = AsyncCommand<Model, System>;

interface Act {
  readonly name: string;
  /** Default: always. */
  readonly mayRun?: (model: Model) => boolean;
  readonly inModel: (model: Model) => Promise<unknown>;
  readonly inSystem: (system: System) => Promise<unknown>;
}

/** Does it in both worlds, and waits until they agree again. */
function command({ name, mayRun = () => true, inModel, inSystem }: Act): Command {
  return {
    check: mayRun,
    async run(model, system) {
      await inModel(model);
      await model.rest();
      await inSystem(system);
      await system.rest(model.snapshot);
    },
    toString: () => name,
  };
}

function inBoth(name: string, act: (world: World) => Promise<unknown>, mayRun?: Act['mayRun']): Command {
  return command({
    name,
    inModel: ({ world }) => act(world),
    inSystem: ({ world }) => act(world),
    ...(mayRun === undefined ? {} : { mayRun }),
  });
}

const words = (kind: Kind) => (kind.type === 'fails' ? `fails ${kind.attempts}` : kind.type);

export const subscribe = (topic: number) => inBoth(`subscribe(${topic})`, (world) => world.subscribe(topic));

export const publish = (topic: number, kinds: readonly Kind[]) =>
  inBoth(`publish(${topic}: ${kinds.map(words).join(', ')})`, (world) => world.publish(topic, kinds));

const broadcast = (topic: number, kind: Kind) =>
  inBoth(`broadcast(${topic}: ${words(kind)})`, (world) => world.broadcast(topic, kind));

const hasSubscribers = ({ world }: Model) => world.subscribers.length > 0;

function nthOf<Item>(items: readonly Item[], nth: number): Item {
  const item = items[nth % items.length];
  if (item === undefined) throw new Error('There is none.');
  return item;
}

/** A subscriber that crashes comes back by itself. */
export const crash = (nth: number) =>
  inBoth(`crash(${nth})`, async (world) => nthOf(world.subscribers, nth).crash(), hasSubscribers);

const unsubscribe = (nth: number) =>
  inBoth(`unsubscribe(${nth})`, (world) => world.unsubscribe(nthOf(world.subscribers, nth)), hasSubscribers);

/**
 * For the model it is the crash of all subscribers. Which of several comes back first is chance, so it must not matter:
 * either nothing waits behind what they held, or there was only one.
 */
const reconnect = () =>
  command({
    name: 'reconnect',
    mayRun: ({ snapshot }) =>
      Object.values(snapshot.topics).every(
        ({ waiting, subscribers }) => waiting === 0 || subscribers.length < 2,
      ),
    inModel: async ({ world }) => {
      for (const subscription of world.subscribers) subscription.crash();
    },
    inSystem: (system) => system.cut(),
  });

/** Without `holding` none is held by its subscriber: who is dealt what stands behind it is not the same everywhere. */
export function anyCommands(
  maxCommands: number,
  { holding: holds = true } = {},
): fc.Arbitrary<Iterable<Command>> {
  const topic = fc.nat(1);
  const nth = fc.nat(5);
  return fc.commands(
    [
      topic.map(subscribe),
      // Twice as often, for there to be some.
      topic.map(subscribe),
      fc.tuple(topic, fc.array(failing, { minLength: 1, maxLength: 6 })).map((of) => publish(...of)),
      // Alone: what stands behind it in a burst would be chance.
      ...(holds ? [fc.tuple(topic, holding).map(([at, kind]) => publish(at, [kind]))] : []),
      fc.tuple(topic, failing).map((of) => broadcast(...of)),
      nth.map(crash),
      nth.map(unsubscribe),
      fc.constant(undefined).map(reconnect),
    ],
    { maxCommands },
  );
}
