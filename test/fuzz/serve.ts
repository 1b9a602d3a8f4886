import { readFileSync } from 'node:fs';
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
  const peak = peakBytes();
  const cpu = process.cpuUsage();
  const thrown: unknown[] = [];
  try {
    await target.run(input, { folder });
  } catch (error) {
    thrown.push(error);
  }
  const { user, system } = process.cpuUsage(cpu);
  const peakAfter = peakBytes();
  const [problem] = [...thrown, ...stray].map(wordsOf);
  return {
    cpuMs: (user + system) / 1000,
    // The peak is that of the process's whole life: below an earlier one nothing can be told.
    megabytes: peakAfter > peak ? (peakAfter - rss) / megabyte : 0,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** The most memory that this process has had. Linux counts in `maxRSS` what the parent had as it forked, be that more. */
function peakBytes(): number {
  const ownKilobytes =
    process.platform === 'linux' &&
    /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return 1024 * Number(ownKilobytes || process.resourceUsage().maxRSS);
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
  process.send?.('ready');
}
