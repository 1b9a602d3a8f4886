import type { Message } from '../../electron/bus/message';
import type { BusEvent } from '../../shared/bus/bus-event';
import { connectTo, lostForGood } from '../connect';
import { printer } from '../lines';
import type { BusFlags } from '../program';
import { openTaps } from '../tapping';
import { untilStopped } from '../until-stopped';
import { assertTopic } from './listen';

export interface TapFlags extends BusFlags {
  readonly trace?: true;
  readonly count?: number;
  readonly timeout?: number;
}

/** Watches topics until there was enough, or it is stopped. */
export async function tap(topics: readonly string[], flags: TapFlags): Promise<void> {
  const print = printer(flags.json);
  await watch(topics, flags, (event) => print(event));
}

/** The same for whoever does something else with it. */
export async function watch(
  topics: readonly string[],
  flags: TapFlags,
  onEvent: (event: BusEvent, message?: Message) => void,
  {
    onOpen = async () => {},
    onClosed = async () => {},
  }: { onOpen?: () => Promise<void>; onClosed?: () => Promise<void> } = {},
): Promise<void> {
  for (const topic of topics) assertTopic(topic);
  await untilStopped(async ({ signal, until, after }) => {
    const { bus, options, allow } = await connectTo(flags, {
      signal,
      onBus: (each) => each.onEvent(onEvent),
    });
    let close = async () => {};
    const enough = new Promise<void>((resolve) => {
      let seen = 0;
      bus.onEvent(({ type }) => {
        if (type !== 'tapped') return;
        seen += 1;
        if (seen === flags.count) resolve();
      });
    });
    try {
      await onOpen();
      close = await openTaps(bus, options, topics, { trace: flags.trace, allow });
      await until(Promise.race([enough, after(flags.timeout), lostForGood(bus)]));
    } finally {
      await bus.close();
      await close();
      await onClosed();
    }
  });
}
