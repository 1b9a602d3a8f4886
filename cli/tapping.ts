import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EventBus } from '../electron/bus/event-bus';
import { createMonitor, createTracingSwitch } from '../electron/monitor/monitors';
import { Programs } from '../electron/monitor/programs';
import { TracingKeeper } from '../electron/monitor/tracing';
import { TracingJournal } from '../electron/session/tracing-journal';
import type { ConnectOptions } from '../shared/brokers';
import { describeThrown } from '../shared/bus/errors';
import { Exit, exitCodes } from './exit';

/** Opens a tap on each topic; what is returned closes them, and has the broker trace no longer. */
export async function openTaps(
  bus: EventBus,
  options: ConnectOptions,
  topics: readonly string[],
  trace: boolean | undefined,
): Promise<() => Promise<void>> {
  const control = createTracingSwitch(options);
  const keeper = new TracingKeeper(await journal());
  const monitor = createMonitor(options, { bus, topics: () => topics, ownConsumers: () => 0 });
  const programs = new Programs(
    () => monitor.clients(),
    () => {},
  );
  const close = async () => {
    programs.close();
    monitor.close();
    await keeper.close();
  };
  try {
    let traced = false;
    if (control !== undefined) {
      // One that was killed may have left it on.
      if (!trace) await keeper.cleanUp(createTracingSwitch(options) ?? control).catch(() => false);
      const { state } = await keeper.stateOf(control);
      traced = state === 'on' || trace === true;
      if (traced) await keeper.hold(control);
      else control.close();
      if (traced) await programs.learn();
    }
    for (const topic of topics) {
      const tap = await bus.tap(topic, { traced, programOf: programs.of });
      const { reason } = tap.info;
      if (reason !== undefined)
        process.stderr.write(
          `${topic}: ${reason}${control !== undefined && !traced ? ' Use --trace to switch it on.' : ''}\n`,
        );
    }
    return close;
  } catch (error) {
    await close();
    throw new Exit(exitCodes.failed, describeThrown(error));
  }
}

/** What was switched on and not off again is known to the next one that runs. */
async function journal(): Promise<TracingJournal> {
  const folder = join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'busdeck');
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  return new TracingJournal(join(folder, 'tracing.json'));
}
