import type { ScenarioOutcome } from '../../../shared/scenario/outcome';
import type { Difference } from './differences';

/** A case with what it was compared to. */
export interface ReportedCase {
  readonly outcome: ScenarioOutcome;
  /** The same on another bus. */
  readonly against?: { readonly outcome: ScenarioOutcome; readonly differences: readonly Difference[] };
}

export interface ScenarioReport {
  /** Of this format. */
  readonly version: 1;
  readonly busdeck: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly cases: readonly ReportedCase[];
}

export function hasPassed({ outcome, against }: ReportedCase): boolean {
  return (
    outcome.state === 'passed' &&
    (against === undefined || (against.outcome.state === 'passed' && against.differences.length === 0))
  );
}

/** Its name with the values of its row. */
export function titleOf({ name, values }: ScenarioOutcome): string {
  const row = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return row.length === 0 ? name : `${name} (${row.join(', ')})`;
}
