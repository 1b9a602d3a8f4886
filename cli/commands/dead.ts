import pico from 'picocolors';
import { connectTo } from '../connect';
import { Exit, exitCodes } from '../exit';
import { printer } from '../lines';
import type { BusFlags } from '../program';
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
  const { bus } = await connectTo(flags, {
    onBus: (each) => flags.json && what !== 'list' && each.onEvent(printer(true)),
  });
  try {
    if (what === 'list') {
      const query = ids === undefined ? {} : { ids };
      const total = await bus.readDeadLetters(topic, query, ({ body: _, ...letter }) => {
        if (flags.json) process.stdout.write(`${JSON.stringify(letter)}\n`);
        else
          process.stdout.write(
            `${letter.id} ${pico.magenta(letter.reason)} after ${letter.attempts}, by ${letter.lastBy}: ${letter.error ?? ''} ${pico.dim(letter.message.preview.text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '␣'))}\n`,
          );
      });
      if (!flags.json) process.stdout.write(`${total} dead letter${total === 1 ? '' : 's'} of ${topic}\n`);
      return;
    }
    const choice = { ids: ids ?? ('all' as const) };
    const count = what === 'replay' ? await bus.replay(topic, choice) : await bus.discard(topic, choice);
    if (!flags.json) process.stdout.write(`${count} ${what === 'replay' ? 'replayed' : 'discarded'}\n`);
    if (ids !== undefined && count < ids.size)
      throw new Exit(
        exitCodes.failed,
        `${ids.size - count} of them ${what === 'replay' ? 'could not be replayed' : 'are not there'}.`,
      );
  } finally {
    await bus.close();
  }
}
