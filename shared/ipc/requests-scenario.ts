import { z } from 'zod';
import { confirmedTopicSchema } from '../bus/message';
import type { ScenarioOutcome, ScenarioState } from '../scenario/outcome';
import type { ScenarioProblem } from '../scenario/problem';

/** Characters of a scenario. */
export const maxScenarioLength = 1_000_000;

/** The window has the text, the main process the file: by its id, so that the window can name no other. */
const written = { text: z.string().max(maxScenarioLength), documentId: z.uuid().optional() };

/** What may be asked about scenarios. */
export const scenarioRequests = {
  /** Opens the system's dialog. */
  openScenario: z.object({}),
  /** `as`: to another file, which the person chooses; so also where there is none yet. */
  saveScenario: z.object({ ...written, as: z.boolean().default(false) }),
  checkScenario: z.object(written),
  /** Goes on with a run that waits for its next step, where text and row are the same; else begins. Answers at once. */
  playScenario: z.object({
    ...written,
    /** Of the matrix, from 0; all, one after the other, where there is none. */
    row: z.int().min(0).max(10_000).optional(),
    pace: z.enum(['whole', 'step']),
    /** The connection's name, where it is a production one. */
    confirmedTopic: confirmedTopicSchema,
  }),
  stopScenario: z.object({}),
  /** Takes away what the last run has left: its subscribers, and the dead letters of its messages. */
  tidyScenario: z.object({}),
  /** What was done by hand on this connection, as the text of a scenario. */
  scenarioOfDeeds: z.object({}),
} as const;

export interface ScenarioDocument {
  readonly documentId: string;
  readonly name: string;
  readonly text: string;
}

export interface ScenarioCheck {
  readonly problems: readonly ScenarioProblem[];
  /** What each row of the matrix says; one that says nothing where there is no matrix. */
  readonly rows: readonly string[];
  /** What a person may want to know before it is run. */
  readonly notes: readonly string[];
}

export interface ScenarioResponses {
  /** `null` when the person chose no file. */
  openScenario: ScenarioDocument | null;
  saveScenario: Omit<ScenarioDocument, 'text'> | null;
  checkScenario: ScenarioCheck;
  playScenario: null;
  stopScenario: null;
  tidyScenario: null;
  scenarioOfDeeds: { readonly text: string };
}

/** How far a scenario is that is played in the window. */
export interface ScenarioPlay {
  /** Another one for each run. */
  readonly id: string;
  /** Larger each time it is told: two that are told close together may come in any order. */
  readonly told: number;
  /** `paused`: it waits for the person to ask for its next step. */
  readonly state: 'playing' | 'paused' | 'over';
  /** Its traces are left out: they are asked for one by one. */
  readonly outcome: ScenarioOutcome;
  /** Of the rows that are run in turn: which one this is, from 0, and what came of those before. */
  readonly row: number;
  readonly rows: number;
  readonly earlier: readonly { readonly row: string; readonly state: ScenarioState }[];
  readonly notes: readonly string[];
  /** Its subscribers are there yet, or what it left may be. */
  readonly canTidy: boolean;
}
