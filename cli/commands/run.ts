import { differencesOf } from '../../electron/scenario/report/differences';
import { hasPassed, type ReportedCase } from '../../electron/scenario/report/report';
import { ScenarioRun } from '../../electron/scenario/run';
import type { ScenarioCase } from '../../electron/scenario/scenario-case';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { Sends } from '../../electron/session/sends';
import { Patterns } from '../../electron/session/simulate/patterns';
import { Subscribers } from '../../electron/session/subscribers';
import { describeThrown } from '../../shared/bus/errors';
import type { ScenarioOutcome } from '../../shared/scenario/outcome';
import { type ConnectionFlags, connectTo, isInsideUrl } from '../connect';
import { Exit, exitCodes } from '../exit';
import { type RowCase, readCases } from '../scenario/read-cases';
import { type ReportFlags, writeReports } from '../scenario/reports';
import { ScenarioScreen } from '../scenario/screen';
import { untilStopped } from '../until-stopped';

export interface RunFlags extends ConnectionFlags, ReportFlags {
  readonly tag?: string[];
  readonly var?: Record<string, string>;
  readonly seed?: number;
  readonly jobs: number;
  readonly against?: string;
  readonly check?: true;
}

/** Runs scenarios one after the other, or several at a time, and ends with what came of them. */
export async function run(files: readonly string[], flags: RunFlags): Promise<void> {
  const rows = await readCases(files, flags);
  if (flags.check) {
    process.stdout.write(`${rows.length} ${rows.length === 1 ? 'scenario is' : 'scenarios are'} good.\n`);
    return;
  }
  const startedAt = Date.now();
  await untilStopped(async ({ signal }) => {
    const screen = new ScenarioScreen(rows.length, flags);
    const cases = new Array<ReportedCase | undefined>(rows.length);
    const left = rows.entries();
    let unreachable: unknown;
    const lane = async () => {
      for (const [index, row] of left) {
        if (signal.aborted || unreachable !== undefined) return;
        screen.begin(row.own.scenario.scenario);
        try {
          cases[index] = await runRow(row, flags, signal, screen);
          screen.end(cases[index]);
        } catch (error) {
          const failed = { outcome: notRun(row.own, describeThrown(error)) };
          cases[index] = failed;
          screen.end(failed);
          // The next one would not reach it either.
          if (error instanceof Exit && error.code === exitCodes.notConnected) unreachable ??= error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(flags.jobs, rows.length) }, lane));
    const done = cases.filter((each) => each !== undefined);
    screen.summary(done);
    await writeReports({ startedAt, durationMs: Date.now() - startedAt, cases: done }, flags);
    if (unreachable !== undefined) throw unreachable;
    if (!done.every(hasPassed)) throw new Exit(exitCodes.failed);
  });
}

/** For the reports: it failed before its first step. */
function notRun({ file, values, scenario }: ScenarioCase, error: string): ScenarioOutcome {
  return {
    ...{ name: scenario.scenario, file, tags: scenario.tags, values, seed: scenario.seed },
    ...{ bus: '', state: 'failed', startedAt: Date.now(), durationMs: 0, error },
    ...{ steps: [], expectations: [], traces: [], figures: {} },
  };
}

async function runRow(
  { own, against }: RowCase,
  flags: RunFlags,
  signal: AbortSignal,
  screen: ScenarioScreen,
): Promise<ReportedCase> {
  const outcome = await runCase(own, { ...flags, url: flags.url ?? own.scenario.bus }, signal, screen);
  if (against === undefined || flags.against === undefined) return { outcome };
  const other = await runCase(against, { url: flags.against }, signal, screen);
  return { outcome, against: { outcome: other, differences: differencesOf(outcome, other) } };
}

/** On a bus of its own, from which it takes away what it has made. */
async function runCase(
  each: ScenarioCase,
  flags: ConnectionFlags,
  signal: AbortSignal,
  screen: ScenarioScreen,
): Promise<ScenarioOutcome> {
  const url = flags.profile === undefined ? flags.url : undefined;
  const { bus, allow } = await connectTo(
    { ...flags, ...(url === undefined ? {} : { url }) },
    { signal, own: each.scenario.connection },
  );
  const patterns = new Patterns();
  const sends = new Sends(new PayloadFiles(), () => {});
  const onStop = () => sends.cancelAll('It was stopped.');
  signal.addEventListener('abort', onStop, { once: true });
  let scenario: ScenarioRun | undefined;
  try {
    const played: ScenarioRun = new ScenarioRun(
      each,
      {
        ...{ bus, sends, allow, subscribers: new Subscribers(bus, patterns.compile) },
        isAlone: url !== undefined && isInsideUrl(url),
      },
      () => screen.tick(() => played.outcome),
    );
    scenario = played;
    return await played.run(signal);
  } finally {
    signal.removeEventListener('abort', onStop);
    // Whatever becomes of one, the others are ended, and the outcome stands.
    for (const end of [() => scenario?.cleanUp(), () => bus.close(), () => patterns.close()]) {
      try {
        await end();
      } catch (error) {
        screen.warn(`${each.scenario.scenario} left something behind: ${describeThrown(error)}`);
      }
    }
  }
}
