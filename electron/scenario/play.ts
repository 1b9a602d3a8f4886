import { randomUUID } from 'node:crypto';
import { describeThrown } from '../../shared/bus/errors';
import type { ScenarioPlay } from '../../shared/ipc/requests-scenario';
import type { MessageTrace, ScenarioState } from '../../shared/scenario/outcome';
import { AtMostOften } from './at-most-often';
import { ScenarioRun } from './run';
import type { ScenarioCase } from './scenario-case';
import type { Stage } from './stage';

/** Some rows of a scenario in turn, whole or step by step, for somebody who looks on. */
export class Play {
  readonly #id = randomUUID();
  readonly #cases: readonly ScenarioCase[];
  readonly #stage: Stage;
  readonly #notes: string[];
  readonly #earlier: { row: string; state: ScenarioState }[] = [];
  readonly #stop = new AbortController();
  readonly #teller: AtMostOften;
  #row = 0;
  #run: ScenarioRun;
  #work: Promise<void> | undefined;
  #isTidied = false;

  /** `tell`: it stands another way; as often as it is good to be told. There is one case at least. */
  constructor(
    cases: readonly [ScenarioCase, ...ScenarioCase[]],
    { stage, notes, tell }: { stage: Stage; notes: readonly string[]; tell: (view: ScenarioPlay) => void },
  ) {
    this.#cases = cases;
    this.#stage = stage;
    this.#notes = [...notes];
    this.#teller = new AtMostOften(() => tell(this.view));
    this.#run = this.#runOf(cases[0]);
  }

  get view(): ScenarioPlay {
    const { outcome, isOver } = this.#run;
    return {
      ...{ id: this.#id, told: performance.now() },
      state: this.#work !== undefined ? 'playing' : isOver ? 'over' : 'paused',
      outcome: { ...outcome, traces: [] },
      ...{ row: this.#row, rows: this.#cases.length, earlier: [...this.#earlier], notes: [...this.#notes] },
      canTidy: !this.#isTidied,
    };
  }

  get isPlaying(): boolean {
    return this.#work !== undefined;
  }

  get isPaused(): boolean {
    return this.#work === undefined && !this.#run.isOver && !this.#stop.signal.aborted;
  }

  trace(messageId: string): MessageTrace | undefined {
    return this.#run.trace(messageId);
  }

  /** All that is left of it, or its next step; behind the last one also the wait for what is expected. */
  goOn(pace: 'whole' | 'step'): void {
    if (this.#work !== undefined) return;
    const work = pace === 'whole' ? this.#playAll() : this.#playStep();
    this.#work = work.finally(() => {
      this.#work = undefined;
      this.#teller.now();
    });
    this.#teller.now();
  }

  /** Ends when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#work === undefined) this.#run.close();
    await this.#work;
    this.#teller.now();
  }

  /** Stops it, and takes away what it has made. */
  async tidy(): Promise<void> {
    await this.stop();
    if (this.#isTidied) return;
    try {
      await this.#run.cleanUp();
      // Only now: what the link's end left behind can be tried again.
      this.#isTidied = true;
    } finally {
      this.#teller.now();
    }
  }

  /** The bus is gone, and with it whatever was there. */
  async abandon(): Promise<void> {
    this.#isTidied = true;
    await this.stop();
  }

  async #playAll(): Promise<void> {
    const { signal } = this.#stop;
    await this.#run.run(signal);
    for (const next of this.#cases.slice(this.#row + 1)) {
      if (signal.aborted) return;
      this.#earlier.push({ row: rowWords(this.#run.outcome), state: this.#run.outcome.state });
      await this.#run.cleanUp().catch((error: unknown) => {
        this.#notes.push(`${this.#run.outcome.name} left something behind: ${describeThrown(error)}`);
      });
      this.#row += 1;
      this.#run = this.#runOf(next);
      await this.#run.run(signal);
    }
  }

  async #playStep(): Promise<void> {
    const { signal } = this.#stop;
    await this.#run.step(signal);
    if (signal.aborted) return this.#run.close();
    const isLast = this.#run.outcome.steps.every(({ state }) => state !== 'waiting');
    if (isLast) await this.#playAll();
  }

  #runOf(each: ScenarioCase): ScenarioRun {
    return new ScenarioRun(each, this.#stage, () => this.#teller.touch());
  }
}

/** `orders=5, workers=2` */
export const rowWords = ({ values }: Pick<ScenarioCase, 'values'>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
