import type { BusEvent } from '../../shared/bus/bus-event';
import { describeThrown } from '../../shared/bus/errors';
import type { Counted } from '../../shared/scenario/expectations';
import type {
  JudgedExpectation,
  MessageTrace,
  ScenarioOutcome,
  ScenarioState,
  StepState,
  ToldStep,
} from '../../shared/scenario/outcome';
import { formatDuration } from '../../shared/scenario/words';
import type { Message } from '../bus/message';
import { pauseUntil } from '../bus/pause';
import { judgeCount } from './expectations/counted';
import { judge } from './expectations/judge';
import { allowedIn, judgeNothingElse } from './expectations/nothing-else';
import { figuresOf } from './figures';
import { perform } from './perform';
import { Picture, type Unexpected } from './picture';
import { isAtRest, isMoving } from './rest';
import type { ScenarioCase } from './scenario-case';
import type { Stage } from './stage';
import { countedNames } from './tally';
import { titleOfExpectation, titleOfStep } from './titles';
import { topicsOf } from './topics';
import { Waiter } from './waiter';

/** So many traces go with an outcome. */
const mostTraces = 20;

/** One run of a scenario, from its first step to its verdict. */
export class ScenarioRun {
  readonly #case: ScenarioCase;
  readonly #stage: Stage;
  readonly #onChange: () => void;
  readonly #picture: Picture;
  readonly #isAllowed: (odd: Unexpected) => boolean;
  readonly #waiter = new Waiter();
  readonly #stopListening: () => void;
  readonly #startedAt = Date.now();
  readonly #began = performance.now();
  readonly #steps: { title: string; state: StepState; line: number; file?: string; error?: string }[];
  readonly #willCrash: ReadonlySet<string>;
  #state: ScenarioState = 'running';
  #error: string | undefined;
  #endedAfterMs: number | undefined;
  #next = 0;

  constructor(each: ScenarioCase, stage: Stage, onChange: () => void = () => {}) {
    this.#case = each;
    this.#stage = stage;
    this.#onChange = onChange;
    this.#isAllowed = allowedIn(each.scenario);
    this.#picture = new Picture(topicsOf(each), {
      keepsBodies: each.expect.some(({ what }) => asksBodies(what)),
      isAllowed: this.#isAllowed,
    });
    this.#steps = each.steps.map(({ what, line, file }) => ({
      ...{ title: titleOfStep(what), state: 'waiting', line },
      ...(file === undefined ? {} : { file }),
    }));
    this.#willCrash = new Set(
      each.steps.flatMap(({ what: { kind, what } }) => (kind === 'crash' ? [what] : [])),
    );
    this.#stopListening = stage.bus.onEvent((event, message) => this.#take(event, message));
  }

  get isOver(): boolean {
    return this.#state !== 'running';
  }

  /** As it stands. */
  get outcome(): ScenarioOutcome {
    const { file, values, scenario } = this.#case;
    const expectations = this.#judged();
    return {
      ...{ name: scenario.scenario, file, tags: scenario.tags, values, seed: scenario.seed },
      bus: this.#stage.bus.status.endpoint,
      state: this.#state,
      startedAt: this.#startedAt,
      durationMs: this.#endedAfterMs ?? performance.now() - this.#began,
      steps: this.#steps.map((step): ToldStep => ({ ...step })),
      expectations,
      traces: this.#traces(expectations),
      figures: figuresOf(this.#picture, this.#case.drawing.run),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  /** Of one message, whatever became of it. */
  trace(messageId: string): MessageTrace | undefined {
    const seen = this.#picture.messages.get(messageId);
    return seen === undefined ? undefined : { messageId, events: seen.events };
  }

  /** What is left of it: each step, then the wait for what is expected. */
  async run(signal: AbortSignal): Promise<ScenarioOutcome> {
    while (await this.step(signal));
    await this.#settle(signal);
    return this.outcome;
  }

  /** The next step alone. False when there was none, or it could not be done. */
  async step(signal: AbortSignal): Promise<boolean> {
    const lined = this.#case.steps[this.#next];
    const told = this.#steps[this.#next];
    if (lined === undefined || told === undefined || this.isOver || signal.aborted) return false;
    this.#next += 1;
    told.state = 'running';
    this.#onChange();
    try {
      await perform(lined.what, {
        ...{
          stage: this.#stage,
          folder: this.#case.folder,
          whyNot: this.#case.whyNot,
          signal,
          drawing: this.#case.drawing,
        },
        ...{ seed: this.#case.scenario.seed, willCrash: this.#willCrash },
        until: (counted) => this.#until((picture) => judgeCount(atLeast(counted), picture), signal),
        oldestInFlight: (subscriber) => this.#picture.oldestInFlight(subscriber),
      });
      told.state = 'done';
    } catch (error) {
      told.state = 'failed';
      told.error = describeThrown(error);
      this.#end(signal.aborted ? 'stopped' : 'failed', `${told.title}: ${told.error}`);
      return false;
    } finally {
      this.#onChange();
    }
    return true;
  }

  /** What it has made itself goes: its subscribers, and the dead letters of its messages. */
  async cleanUp(): Promise<void> {
    const { subscribers } = this.#stage;
    this.#stopListening();
    const failures: unknown[] = [];
    const note = (error: unknown) => void failures.push(error);
    await subscribers.stop().catch(note);
    // Also what dies after its end, as a message whose retry was still to come.
    const topics = new Set([...this.#picture.messages.values()].map(({ topic }) => topic));
    for (const topic of topics) await this.#discardOwn(topic).catch(note);
    if (failures.length > 0) throw failures[0];
  }

  async #discardOwn(topic: string): Promise<void> {
    const { bus } = this.#stage;
    const ids = new Set<string>();
    await bus.readDeadLetters(topic, {}, ({ id, message }) => {
      if (this.#picture.messages.has(message.id)) ids.add(id);
    });
    if (ids.size > 0) await bus.discard(topic, { ids });
  }

  /** Its end, as soon as it has one: it listens no more. */
  close(): void {
    this.#stopListening();
    if (!this.isOver) this.#end('stopped', 'It was stopped.');
  }

  #take(event: BusEvent, message: Message | undefined): void {
    if (this.isOver) return;
    this.#picture.add(event, message);
    this.#waiter.wake();
  }

  /** Waits until nothing is under way and nothing more is expected, or for as long as the scenario says. */
  async #settle(signal: AbortSignal): Promise<void> {
    if (this.isOver) return;
    const { quiet, within } = this.#case.scenario;
    const deadline = performance.now() + within;
    for (;;) {
      const now = performance.now();
      const quietAt = Math.max(this.#waiter.lastAt + quiet, deadline - within + quiet);
      const atRest = isAtRest(this.#picture, this.#stage.subscribers.list());
      if (now >= quietAt && atRest && (this.#stage.isAlone || !this.#isWaiting())) break;
      if (now >= deadline || signal.aborted) break;
      if (now < quietAt) await pauseUntil(Math.min(quietAt, deadline) + 1, signal);
      else await this.#waiter.next(deadline, signal);
      this.#onChange();
    }
    if (signal.aborted) return this.#end('stopped', 'It was stopped.');
    if (performance.now() >= deadline) this.#tellUnfinished(within);
    this.#end(this.#judged().every(({ state }) => state === 'held') ? 'passed' : 'failed');
  }

  async #until(verdictOf: (picture: Picture) => { state: string; seen: string }, signal: AbortSignal) {
    const { within } = this.#case.scenario;
    const deadline = performance.now() + within;
    for (;;) {
      const { state, seen } = verdictOf(this.#picture);
      if (state === 'held') return;
      if (state === 'broken') throw new Error(`there are ${seen} already.`);
      if (signal.aborted) throw new Error('It was stopped.');
      if (performance.now() >= deadline) throw new Error(`only ${seen} within ${formatDuration(within)}.`);
      await this.#waiter.next(deadline, signal);
      this.#onChange();
    }
  }

  #judged(): JudgedExpectation[] {
    const all: JudgedExpectation[] = this.#case.expect.map(({ what, line }) => ({
      ...judge(what, this.#picture),
      title: titleOfExpectation(what),
      line,
    }));
    all.push({ ...judgeNothingElse(this.#picture), title: 'nothing unexpected' });
    // What has not come by the end does not come.
    return this.isOver
      ? all.map((each) => (each.state === 'waiting' ? { ...each, state: 'broken' } : each))
      : all;
  }

  #isWaiting(): boolean {
    return this.#judged().some(({ state }) => state === 'waiting');
  }

  /** At the end of its time: what the broker was given and nobody had, and what nobody has answered. */
  #tellUnfinished(within: number): void {
    const subscribers = this.#stage.subscribers.list();
    for (const way of this.#picture.open) {
      if (!isMoving(way, this.#picture, subscribers)) continue;
      const what = way.state === 'sent' ? 'came to nobody' : 'had not come to its end';
      const words = `a message of ${way.topic} ${what} within ${formatDuration(within)}`;
      const odd: Unexpected = { kind: 'lost', words, topic: way.topic, messageId: way.messageId };
      if (!this.#isAllowed(odd)) this.#picture.unexpected.push(odd);
    }
  }

  #traces(expectations: readonly JudgedExpectation[]): MessageTrace[] {
    const ids = new Set(expectations.flatMap(({ state, messages }) => (state === 'held' ? [] : messages)));
    return [...ids].slice(0, mostTraces).flatMap((id) => this.trace(id) ?? []);
  }

  #end(state: ScenarioState, error?: string): void {
    if (this.isOver) return;
    this.#state = state;
    this.#error = error;
    this.#endedAfterMs = performance.now() - this.#began;
    this.#onChange();
  }
}

function asksBodies({ kind, what }: ScenarioCase['expect'][number]['what']): boolean {
  return kind === 'received' || kind === 'payload' || ('payload' in what && what.payload !== undefined);
}

/** What is waited for has happened, also when more of it has by the time that is seen; but so many are in hand at one time only. */
function atLeast(counted: Counted): Counted {
  const loosened = countedNames.flatMap((name) => {
    const amount = counted[name];
    return amount === undefined || amount.min !== amount.max || name === 'inFlight'
      ? []
      : [[name, { min: amount.min, max: Number.POSITIVE_INFINITY }] as const];
  });
  return { ...counted, ...Object.fromEntries(loosened) };
}
