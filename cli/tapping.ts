import { mkdir, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EventBus } from '../electron/bus/event-bus';
import { createMonitor, createTracingSwitch } from '../electron/monitor/monitors';
import { Programs } from '../electron/monitor/programs';
import { TracingKeeper, type TracingSwitch } from '../electron/monitor/tracing';
import type { Deed } from '../electron/session/guard';
import { TracingJournal } from '../electron/session/tracing-journal';
import type { ConnectOptions } from '../shared/brokers';
import { Exit, exitCodes } from './exit';
import { warn } from './plain';

interface OpenTaps {
  readonly trace: boolean | undefined;
  readonly allow: (deed: Deed) => void;
}

/** Opens a tap on each topic; what is returned closes them, and has the broker trace no longer. */
export async function openTaps(
  bus: EventBus,
  options: ConnectOptions,
  topics: readonly string[],
  { trace = false, allow }: OpenTaps,
): Promise<() => Promise<void>> {
  const control = createTracingSwitch(options);
  if (trace && control === undefined)
    throw new Exit(exitCodes.usage, 'This broker knows no tracing: leave out --trace.');
  const others = await Journals.read();
  const keeper = new TracingKeeper(others.own);
  const monitor = createMonitor(options, { bus, topics: () => topics, ownConsumers: () => 0 });
  const programs = new Programs(
    () => monitor.clients(),
    () => {},
  );
  const close = async () => {
    programs.close();
    await keeper.close();
    if (others.own.places().length > 0)
      warn('Tracing could not be switched off; the next tap on that broker tries again.');
    else await others.forgetOwn();
    monitor.close();
  };
  try {
    let traced = false;
    if (control !== undefined) {
      await others.cleanUp(control);
      const { state } = await keeper.stateOf(control);
      traced = state === 'on' || trace;
      if (traced && state !== 'on') allow({ what: 'trace', count: 1 });
      if (traced) await keeper.hold(others.sparing(control));
      else control.close();
      if (traced) await programs.learn();
    }
    for (const topic of topics) {
      const tap = await bus.tap(topic, {
        ...{ traced, programOf: programs.of },
        ...(control === undefined ? {} : { ensureTraced: () => keeper.renew(control.place) }),
      });
      const { reason } = tap.info;
      const hint = control !== undefined && !traced ? ' Use --trace to switch it on.' : '';
      if (reason !== undefined) warn(`${topic}: ${reason}${hint}`);
    }
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

/** What each process has switched on, in a file of its own: that of a process that is gone is what it left on. */
class Journals {
  readonly own: TracingJournal;
  readonly #ownPath: string;
  readonly #living: readonly TracingJournal[];
  readonly #left: readonly (readonly [path: string, journal: TracingJournal])[];

  private constructor(folder: string, names: readonly string[]) {
    this.#ownPath = join(folder, `tracing-${process.pid}.json`);
    this.own = new TracingJournal(this.#ownPath);
    const all = names.flatMap((name) => {
      const pid = Number(/^tracing-(\d+)\.json$/.exec(name)?.[1]);
      return Number.isInteger(pid) && pid !== process.pid ? [{ pid, path: join(folder, name) }] : [];
    });
    this.#living = all.filter(({ pid }) => isAlive(pid)).map(({ path }) => new TracingJournal(path));
    this.#left = all
      .filter(({ pid }) => !isAlive(pid))
      .map(({ path }) => [path, new TracingJournal(path)] as const);
  }

  static async read(): Promise<Journals> {
    const folder = join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'busdeck');
    await mkdir(folder, { recursive: true }).catch(() => undefined);
    return new Journals(folder, await readdir(folder).catch(() => []));
  }

  /** As long as another process that runs needs it, it stays on. */
  sparing(control: TracingSwitch): TracingSwitch {
    return {
      place: control.place,
      words: control.words,
      isOn: () => control.isOn(),
      set: async (on) => {
        if (on || !this.#isNeeded(control.place)) await control.set(on);
      },
      close: () => control.close(),
    };
  }

  async cleanUp(control: TracingSwitch): Promise<void> {
    for (const [path, journal] of this.#left) {
      if (!journal.places().some(({ place }) => place === control.place)) continue;
      try {
        if (!this.#isNeeded(control.place)) await control.set(false);
        await rm(path, { force: true });
      } catch {
        // The next one tries again.
      }
    }
  }

  async forgetOwn(): Promise<void> {
    await rm(this.#ownPath, { force: true });
  }

  #isNeeded(place: string): boolean {
    return this.#living.some((journal) => journal.places().some((each) => each.place === place));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
