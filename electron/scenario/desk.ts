import { basename, dirname } from 'node:path';
import { BusError } from '../../shared/bus/errors';
import type { RequestArgument } from '../../shared/ipc/ipc';
import {
  maxScenarioLength,
  type ScenarioCheck,
  type ScenarioDocument,
  type ScenarioPlay,
} from '../../shared/ipc/requests-scenario';
import type { MessageTrace } from '../../shared/scenario/outcome';
import { readPlainFile } from '../bus/plain-file';
import { replaceFile } from '../session/files/replace-file';
import { Sends } from '../session/sends';
import type { Session } from '../session/session';
import { DocumentFiles } from './document-files';
import { notesOf } from './notes';
import { OwnSubscribers } from './own-subscribers';
import { Play, rowWords } from './play';
import { type ReadScenario, readScenario } from './read';
import type { ScenarioCase } from './scenario-case';
import type { Stage } from './stage';

type Written = RequestArgument<'checkScenario'>;

/** So many mistakes are told at once. */
const mostProblems = 100;

/** The scenarios of the window: their files, and the one that is played on its connection. */
export class ScenarioDesk {
  readonly #session: Session;
  readonly #tell: (play: ScenarioPlay) => void;
  readonly #files = new DocumentFiles();
  #play: { readonly play: Play; readonly written: RequestArgument<'playScenario'> } | undefined;
  #isBeginning = false;

  constructor(session: Session, tell: (play: ScenarioPlay) => void) {
    this.#session = session;
    this.#tell = tell;
    session.onStop(() => void this.#play?.play.abandon());
  }

  /** For a page that is new. */
  tellAgain(): void {
    if (this.#play !== undefined) this.#tell(this.#play.play.view);
  }

  async open(path: string): Promise<ScenarioDocument> {
    const text = (await readPlainFile(path, { what: 'A scenario', maxBytes: maxScenarioLength })).toString(
      'utf8',
    );
    return { documentId: this.#files.add(path), name: basename(path), text };
  }

  async save({ text }: Pick<Written, 'text'>, path: string) {
    await replaceFile(path, 0o666, (file) => file.writeFile(text));
    return { documentId: this.#files.add(path), name: basename(path) };
  }

  pathOf(documentId: string | undefined): string | undefined {
    return this.#files.pathOf(documentId);
  }

  async check(written: Written): Promise<ScenarioCheck> {
    const { cases, problems } = await this.#read(written);
    const stage = this.#stageOrNone();
    const [first] = cases;
    return {
      problems: problems.slice(0, mostProblems),
      rows: cases.map(rowWords),
      notes: first === undefined || stage === undefined ? [] : notesOf(written.text, first, stage),
    };
  }

  /** Throws what the connection does not allow, `invalid-argument` for a scenario that is none. */
  async play(request: RequestArgument<'playScenario'>): Promise<void> {
    const { play, written } = this.#play ?? {};
    if (play?.isPaused && written?.text === request.text && written.row === request.row) {
      play.goOn(request.pace);
      return;
    }
    if (play?.isPlaying || this.#isBeginning)
      throw new BusError('invalid-argument', 'A scenario is under way. Stop it first.');
    this.#isBeginning = true;
    try {
      await this.#begin(request);
    } finally {
      this.#isBeginning = false;
    }
  }

  async stop(): Promise<void> {
    await this.#play?.play.stop();
  }

  async tidy(): Promise<void> {
    await this.#play?.play.tidy();
  }

  /** Also what the history has evicted meanwhile. */
  trace(messageId: string): MessageTrace | undefined {
    return this.#play?.play.trace(messageId);
  }

  /** Before the session: what it does ends in order. */
  async close(): Promise<void> {
    await this.#play?.play.stop();
  }

  async #begin(request: RequestArgument<'playScenario'>): Promise<void> {
    const { cases, problems } = await this.#read(request);
    const [problem] = problems;
    if (problem !== undefined)
      throw new BusError('invalid-argument', `Line ${problem.line}: ${problem.message}`);
    const [first, ...others] = request.row === undefined ? cases : cases.slice(request.row, request.row + 1);
    if (first === undefined) throw new BusError('invalid-argument', 'There is no such row in the matrix.');
    const now = this.#session.stage();
    const { bus, rules, kind, touch, files } = now;
    // The connection's name stands for each of its topics.
    const isConfirmed = request.confirmedTopic !== undefined && request.confirmedTopic === rules?.name;
    const stage: Stage = {
      ...{ bus, subscribers: new OwnSubscribers(now.subscribers, touch) },
      // Of its own: `{{seq}}` begins with 1 in each.
      sends: new Sends(files, () => {}),
      allow: (deed) => now.allow(isConfirmed ? { ...deed, confirmedTopic: deed.topic ?? rules?.name } : deed),
      isAlone: kind === 'memory',
    };
    allowAll([first, ...others], now.allow, request.confirmedTopic);
    await this.tidy();
    if (now.isLeft()) throw new BusError('closed', 'The connection was left before the scenario began.');
    const notes = notesOf(request.text, first, now);
    const play: Play = new Play([first, ...others], { stage, notes, tell: this.#tell });
    this.#play = { play, written: request };
    play.goOn(request.pace);
  }

  #stageOrNone() {
    try {
      return this.#session.stage();
    } catch {
      return undefined;
    }
  }

  #read({ text, documentId }: Written): Promise<ReadScenario> {
    const path = this.#files.pathOf(documentId);
    return readScenario(text, path ?? 'New scenario', {
      whyNot: this.#files.whyNot(path === undefined ? undefined : dirname(path)),
      // A bus that outlives the run: no id and no topic of a run may come again.
      isInside: () => false,
    });
  }
}

/** Asked once for all of it, before its first step. */
function allowAll(
  cases: readonly ScenarioCase[],
  allow: ReturnType<Session['stage']>['allow'],
  confirmedTopic: string | undefined,
): void {
  const steps = cases.flatMap((each) => each.steps.map(({ what }) => what));
  let count = 0;
  for (const { kind, what } of steps) if (kind === 'publish' || kind === 'broadcast') count += what.count;
  if (count > 0) allow({ what: 'publish', count, confirmedTopic });
  for (const deed of ['replay', 'discard'] as const)
    if (steps.some(({ kind }) => kind === deed)) allow({ what: deed, count: 'all', confirmedTopic });
}
