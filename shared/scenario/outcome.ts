import type { BusEvent } from '../bus/bus-event';

/** Where an expectation stands: it may yet hold, it holds now, or it cannot hold any more. */
export type ExpectationState = 'waiting' | 'held' | 'broken';

export interface Verdict {
  readonly state: ExpectationState;
  /** What was expected, and what was seen, for people. */
  readonly expected: string;
  readonly seen: string;
  /** The messages that speak against it, or that it waits for. */
  readonly messages: readonly string[];
}

/** An expectation of a scenario as it stands. */
export interface JudgedExpectation extends Verdict {
  /** Its words: what it is about. */
  readonly title: string;
  /** 1-based, in the file; the one that is always there has none. */
  readonly line?: number;
}

export type StepState = 'waiting' | 'running' | 'done' | 'failed';

export interface ToldStep {
  readonly title: string;
  readonly state: StepState;
  readonly line?: number;
  /** Where it is not the scenario’s own. */
  readonly file?: string;
  /** Why it failed. */
  readonly error?: string;
}

/** What is compared between two buses. */
export type OutcomeFigures = Readonly<Record<string, number | string>>;

/** What happened to one message, as far as a report shows it. */
export interface MessageTrace {
  readonly messageId: string;
  readonly events: readonly BusEvent[];
}

export type ScenarioState = 'running' | 'passed' | 'failed' | 'stopped';

export interface ScenarioOutcome {
  readonly name: string;
  /** The file as it was named. */
  readonly file: string;
  readonly tags: readonly string[];
  /** Values of the matrix. */
  readonly values: Readonly<Record<string, string>>;
  /** The bus, without a password. */
  readonly bus: string;
  readonly seed: number;
  readonly state: ScenarioState;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly steps: readonly ToldStep[];
  readonly expectations: readonly JudgedExpectation[];
  /** Of what the broken expectations are about, the first few of each. */
  readonly traces: readonly MessageTrace[];
  readonly figures: OutcomeFigures;
  /** Why it could not be run, or was stopped. */
  readonly error?: string;
}
