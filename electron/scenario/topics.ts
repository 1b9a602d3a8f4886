import type { ScenarioCase } from './scenario-case';

/** Every topic that its steps and expectations name: what happens on others is not its business. */
export function topicsOf({ steps, expect }: Pick<ScenarioCase, 'steps' | 'expect'>): ReadonlySet<string> {
  const all = [...steps, ...expect].flatMap(({ what: { what } }) =>
    typeof what === 'object' && 'topic' in what && what.topic !== undefined ? [what.topic] : [],
  );
  return new Set(all);
}
