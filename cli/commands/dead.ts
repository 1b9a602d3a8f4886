import type { EventBus } from '../../electron/bus/event-bus';
import { connectTo } from '../connect';
import { Exit, exitCodes } from '../exit';
import { printer } from '../lines';
import { out, plain } from '../plain';
import type { BusFlags } from '../program';
import { untilStopped } from '../until-stopped';
import { assertTopic } from './listen';

interface DeadFlags extends BusFlags {
  readonly id?: string[];
}

/** Lists, replays or throws away the dead letters of a topic. */
export async function dead(topic: string, what: string, flags: DeadFlags): Promise<void> {
  assertTopic(topic);
  if (what !== 'list' && what !== 'replay' && what !== 'discard')
    throw new Exit(exitCodes.usage, `Nothing is called ${what} here: list, replay or discard.`);
  const ids = flags.id === undefined ? undefined : new Set(flags.id);
  await untilStopped(async ({ signal }) => {
    const { bus, allow } = await connectTo(flags, {
      signal,
      onBus: (each) => flags.json && what !== 'list' && each.onEvent(printer(true)),
    });
    try {
      if (what === 'list') return await list(bus, topic, ids, flags);
      const choice = { ids: ids ?? ('all' as const) };
      allow({ what, topic, count: ids?.size ?? 'all' });
      const { total } = await bus.deadLetters(topic, { most: 1 });
      const count = what === 'replay' ? await bus.replay(topic, choice) : await bus.discard(topic, choice);
      if (!flags.json) process.stdout.write(`${count} ${what === 'replay' ? 'replayed' : 'discarded'}\n`);
      const left = (ids?.size ?? total) - count;
      if (left > 0)
        throw new Exit(
          what === 'replay' ? exitCodes.unroutable : exitCodes.failed,
          `${left} of them ${what === 'replay' ? 'could not be replayed: nobody is there to take them' : 'are not there'}.`,
        );
    } finally {
      await bus.close();
    }
  });
}

async function list(
  bus: EventBus,
  topic: string,
  ids: ReadonlySet<string> | undefined,
  { json }: DeadFlags,
): Promise<void> {
  const total = await bus.readDeadLetters(
    topic,
    ids === undefined ? {} : { ids },
    ({ body: _, ...letter }) => {
      if (json) {
        process.stdout.write(`${JSON.stringify(letter)}\n`);
        return;
      }
      const { id, reason, attempts, lastBy, error = '', message } = letter;
      process.stdout.write(
        `${plain(id)} ${out.magenta(reason)} after ${attempts}, by ${plain(lastBy ?? 'nobody')}: ${plain(error)} ${out.dim(plain(message.preview.text))}\n`,
      );
    },
  );
  if (!json) process.stdout.write(`${total} dead letter${total === 1 ? '' : 's'} of ${topic}\n`);
}
