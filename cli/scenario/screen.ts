import { type Failure, failuresOf } from '../../electron/scenario/report/failures';
import { hasPassed, type ReportedCase, titleOf } from '../../electron/scenario/report/report';
import type { ScenarioOutcome } from '../../shared/scenario/outcome';
import { formatDuration } from '../../shared/scenario/words';
import { out, plain, warn } from '../plain';
import type { ReportFlags } from './reports';

/** What a run shows on a terminal: a line that moves on while it runs, one for each that is done, and why it failed. */
export class ScenarioScreen {
  readonly #total: number;
  readonly #running = new Set<string>();
  readonly #live = process.stderr.isTTY === true;
  /** The report takes standard output, and has all of it. */
  readonly #write: (text: string) => void;
  #done = 0;
  #notBefore = 0;

  constructor(total: number, flags: ReportFlags) {
    this.#total = total;
    const takesOutput = [flags.json, flags.junit, flags.html].includes('-');
    const stream = takesOutput ? process.stderr : process.stdout;
    this.#write = (text) => void stream.write(text);
  }

  begin(name: string): void {
    this.#running.add(name);
  }

  /** While one runs. */
  tick(outcome: () => ScenarioOutcome): void {
    const now = performance.now();
    if (!this.#live || now < this.#notBefore) return;
    const { steps, expectations } = outcome();
    // What takes long to be told may have a tenth of the time.
    const took = performance.now() - now;
    this.#notBefore = now + took + Math.max(100, took * 9);
    const held = expectations.filter(({ state }) => state === 'held').length;
    const step =
      steps.find(({ state }) => state === 'running')?.title ?? `${held} of ${expectations.length} hold`;
    const line = `${this.#done + 1} of ${this.#total}  ${[...this.#running].join(', ')}: ${step}`;
    process.stderr.write(`\r\u001b[K${plain(line).slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  end(each: ReportedCase): void {
    const { outcome } = each;
    this.#running.delete(outcome.name);
    this.#done += 1;
    this.#clear();
    const mark = hasPassed(each)
      ? out.green('✓ passed')
      : out.red(`✗ ${outcome.state === 'stopped' ? 'stopped' : 'failed'}`);
    this.#write(`${mark}  ${plain(titleOf(outcome))}  ${out.dim(formatDuration(outcome.durationMs))}\n`);
    for (const failure of failuresOf(each)) this.#write(failureText(failure));
  }

  summary(cases: readonly ReportedCase[]): void {
    this.#clear();
    const failed = cases.filter((each) => !hasPassed(each)).length;
    const passed = cases.length - failed;
    const left = this.#total - cases.length;
    const parts = [
      out.green(`${passed} passed`),
      ...(failed === 0 ? [] : [out.red(`${failed} failed`)]),
      ...(left === 0 ? [] : [out.yellow(`${left} not run`)]),
    ];
    this.#write(`${parts.join(', ')}\n`);
  }

  warn(text: string): void {
    this.#clear();
    warn(text);
  }

  #clear(): void {
    if (this.#live) process.stderr.write('\r\u001b[K');
  }
}

function failureText({ title, expected, seen, place, traces }: Failure): string {
  const lines = [
    `    ${out.bold(plain(title))}  ${out.dim(plain(place))}`,
    ...(expected === ''
      ? []
      : [`      expected  ${plain(expected)}`, `      seen      ${out.red(plain(seen))}`]),
    ...traces.flatMap(({ messageId, lines: trace }) => [
      out.dim(`      message ${plain(messageId)}`),
      ...trace.map((line) => `        ${plain(line)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
