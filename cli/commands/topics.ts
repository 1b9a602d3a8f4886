import { BrokerDesk } from '../../electron/monitor/broker-desk';
import { createMonitor } from '../../electron/monitor/monitors';
import { brokerQuerySchema } from '../../shared/window/broker-view';
import { connectTo } from '../connect';
import { out as pico, plain, warn } from '../plain';
import type { BusFlags } from '../program';
import { untilStopped } from '../until-stopped';

interface TopicsFlags extends BusFlags {
  readonly watch?: true;
  readonly all?: true;
}

const pageSize = 500;

/** What is on the broker, once or again and again. */
export async function topics(flags: TopicsFlags): Promise<void> {
  await untilStopped(async ({ signal, until, after }) => {
    const { bus, options } = await connectTo(flags, { signal });
    const desk = new BrokerDesk(
      () => ({ key: 1, options, bus, topics: () => [], ownConsumers: () => 0 }),
      createMonitor,
    );
    try {
      do {
        const pause = await print(desk, flags);
        if (flags.watch) await until(after(pause / 1000));
      } while (flags.watch && !signal.aborted);
    } finally {
      desk.stop();
      await bus.close();
    }
  });
}

async function print(desk: BrokerDesk, { json, all }: TopicsFlags): Promise<number> {
  let nextInMs = 1000;
  for (let from = 0; ; from += pageSize) {
    const page = await desk.page(
      brokerQuerySchema.parse({ everything: all ?? false, from, count: pageSize }),
    );
    if (from === 0 && page.problem !== undefined) warn(page.problem.message);
    if (from === 0 && !json)
      process.stdout.write(
        pico.dim(
          `${'READY'.padStart(8)} ${'UNANSW.'.padStart(8)} ${'CONS.'.padStart(6)} ${'IN/S'.padStart(7)} ${'OUT/S'.padStart(7)}  TOPIC\n`,
        ),
      );
    for (const row of page.rows) {
      if (json) {
        process.stdout.write(`${JSON.stringify(row)}\n`);
        continue;
      }
      const { ready, unanswered, consumers, rateIn, rateOut, name, kind } = row;
      const cell = (value: number | undefined, width: number) =>
        (value === undefined ? '–' : String(Math.round(value))).padStart(width);
      process.stdout.write(
        `${cell(ready, 8)} ${cell(unanswered, 8)} ${cell(consumers, 6)} ${cell(rateIn, 7)} ${cell(rateOut, 7)}  ${plain(name)}${kind === 'topic' ? '' : pico.dim(` ${kind}`)}\n`,
      );
    }
    nextInMs = page.nextInMs;
    if (from + pageSize >= page.matching) return nextInMs;
  }
}
