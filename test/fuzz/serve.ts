import { describeThrown } from '../../shared/bus/errors';
import { inputOf, targetNamed } from './input-of';
import type { Target } from './target';
import type { Answered, Asked } from './words';

/** What nobody caught. */
let stray: unknown[] = [];
const megabyte = 1024 * 1024;

async function tryOne(targets: readonly Target[], folder: string, asked: Asked): Promise<Answered> {
  const target = targetNamed(targets, asked.target);
  const input = 'input' in asked ? asked.input : inputOf(target, asked.seed, asked.index);
  stray = [];
  const rss = process.memoryUsage.rss();
  const peak = process.resourceUsage().maxRSS;
  const cpu = process.cpuUsage();
  const thrown: unknown[] = [];
  try {
    await target.run(input, { folder });
  } catch (error) {
    thrown.push(error);
  }
  const { user, system } = process.cpuUsage(cpu);
  const peakAfter = process.resourceUsage().maxRSS;
  const [problem] = [...thrown, ...stray].map(wordsOf);
  return {
    cpuMs: (user + system) / 1000,
    // The peak is that of the process's whole life, KiB: below an earlier one nothing can be told.
    megabytes: peakAfter > peak ? (peakAfter * 1024 - rss) / megabyte : 0,
    ...(problem === undefined ? {} : { problem }),
  };
}

function wordsOf(thrown: unknown): string {
  const stack =
    thrown instanceof Error
      ? (thrown.stack ?? '').split('\n').find((line) => /^\s+at /.test(line))
      : undefined;
  const name = thrown instanceof Error ? `${thrown.name}: ` : '';
  return `${name}${describeThrown(thrown).slice(0, 300)}${stack === undefined ? '' : ` (${stack.trim().replace(/\(.*[\\/]/, '(')})`}`;
}

/** Tries what it is asked to, one input after another, in a process of its own: it may hang, or die for want of memory. */
export function serve(targets: readonly Target[]): void {
  const [folder = ''] = process.argv.slice(2);
  process.on('uncaughtException', (error) => stray.push(error));
  process.on('unhandledRejection', (error) => stray.push(error));
  process.on('message', (asked: Asked) => {
    void tryOne(targets, folder, asked).then(
      (answered) => process.send?.(answered),
      (error: unknown) =>
        process.send?.({ cpuMs: 0, megabytes: 0, problem: wordsOf(error) } satisfies Answered),
    );
  });
  process.on('disconnect', () => process.exit());
}
