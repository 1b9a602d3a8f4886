import type { Expectation } from '../../shared/scenario/expectations';
import type { Scenario } from '../../shared/scenario/scenario';
import type { Step } from '../../shared/scenario/steps';
import type { Drawing } from './drawing';

/** A line of the file it is from, 1-based, so that a report leads there. */
export interface Lined<What> {
  readonly what: What;
  readonly line: number;
  /** Where it is not the scenario's own file. */
  readonly file?: string;
}

/** Why a file may not be read, as a sentence. */
export type WhyNot = (path: string) => Promise<string | undefined>;

/** A scenario that can be run: its variables are filled in, and its matrix is one of its rows. */
export interface ScenarioCase {
  /** As it was named. */
  readonly file: string;
  /** What the files of payloads are beside. */
  readonly folder: string;
  readonly values: Readonly<Record<string, string>>;
  readonly scenario: Scenario;
  /** Those of the files it begins with, then its own; subscribers come first in each. */
  readonly steps: readonly Lined<Step>[];
  readonly expect: readonly Lined<Expectation>[];
  readonly drawing: Drawing;
  /** Asked before the file of a payload is read. */
  readonly whyNot?: WhyNot;
}
