import type { Message } from '../../electron/bus/message';
import type { BusEvent } from '../../shared/bus/bus-event';
import { connectTo } from '../connect';
import { printer } from '../lines';
import type { BusFlags } from '../program';
import { openTaps } from '../tapping';
import { after, untilStopped } from '../until-stopped';
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
  onClosed: () => Promise<void> = async () => {},
): Promise<void> {
  for (const topic of topics) assertTopic(topic);
  await untilStopped(async ({ signal, until }) => {
    const { bus, options } = await connectTo(flags, { onBus: (each) => each.onEvent(onEvent) });
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
      close = await openTaps(bus, options, topics, flags.trace);
      await until(Promise.race([enough, after(flags.timeout, signal)]));
    } finally {
      await bus.close();
      await close();
      await onClosed();
    }
  });
}
