import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { BusError, isBusError } from '../../shared/bus/errors';
import { plainSchemas } from '../../shared/scenario/json-schema';
import type { ScenarioProblem } from '../../shared/scenario/problem';
import { type Scenario, type Setup, scenarioSchema, setupSchema } from '../../shared/scenario/scenario';
import type { Step } from '../../shared/scenario/steps';
import { maskPasswords } from '../../shared/window/mask-url';
import { drawingOf } from './drawing';
import { fillIn, type Values } from './fill';
import { mostProblems, ofIssue, placeOf, type Source, unknownVariable } from './problems';
import { rowsOf } from './rows';
import type { Lined, ScenarioCase, WhyNot } from './scenario-case';
import { parseSource, type ReadSource, readSetups, readText } from './sources';
import { namedTwice } from './subscriber-names';

export interface ReadOptions {
  /** Go before the file’s own. */
  readonly variables?: Values;
  /** Whether its bus is inside this process, by its URL. */
  readonly isInside: (url: string) => boolean;
  /** A bus that is used instead of the one it names. */
  readonly bus?: string | undefined;
  /** Asked before another file is read that the scenario names: why it may not be. Default: any may. */
  readonly whyNot?: WhyNot;
  /** Instead of its own. */
  readonly seed?: number;
}

/** What a file holds: a case for each row of its matrix, or what is wrong with it. */
export interface ReadScenario {
  readonly cases: readonly ScenarioCase[];
  readonly problems: readonly ScenarioProblem[];
  /** It has no name: others begin with it. */
  readonly isSetup?: boolean;
}

export async function readScenarioFile(path: string, options: ReadOptions): Promise<ReadScenario> {
  const text = await readText(path);
  if (typeof text === 'object') return { cases: [], problems: [text] };
  return readScenario(text, path, options);
}

/** `file`: what it is called in messages; what it names is looked for beside it. */
export async function readScenario(text: string, file: string, options: ReadOptions): Promise<ReadScenario> {
  const read = parseSource(text, file);
  if ('problems' in read) return { cases: [], problems: read.problems };
  const { source, raw } = read;
  const isSetup = Object.keys(raw).every((key) => setupKeys.has(key));
  const problems: ScenarioProblem[] = [];
  const setups = await readSetups(read, problems, options.whyNot);
  const cases: ScenarioCase[] = [];
  const { rows, problem } = rowsOf(raw, options.variables ?? {});
  if (problem !== undefined)
    return { cases, problems: [{ file, ...placeOf(source, ['matrix']), message: problem }], isSetup };
  for (const values of rows) {
    const made = caseOf(source, raw, { setups, values, options });
    if ('problems' in made) problems.push(...made.problems);
    else cases.push(made.case);
    // The other rows would say the same again.
    if (problems.length > 0) break;
  }
  return { cases: problems.length > 0 ? [] : cases, problems: problems.toSorted(byPlace), isSetup };
}

/** Only what another file may begin with: it has no name of its own. */
const setupKeys: ReadonlySet<string> = new Set(Object.keys(setupSchema.shape));

const byPlace = (one: ScenarioProblem, other: ScenarioProblem): number =>
  one.file === other.file ? one.line - other.line || one.column - other.column : 0;

interface CaseParts {
  readonly setups: readonly ReadSource[];
  readonly values: Values;
  readonly options: ReadOptions;
}

function caseOf(
  source: Source,
  raw: object,
  { setups, values, options }: CaseParts,
): { case: ScenarioCase } | { problems: ScenarioProblem[] } {
  try {
    return tryCaseOf(source, raw, { setups, values, options });
  } catch (error) {
    if (!isBusError(error)) throw error;
    return { problems: [{ file: source.file, ...placeOf(source, []), message: error.message }] };
  }
}

function tryCaseOf(
  source: Source,
  raw: object,
  { setups, values, options }: CaseParts,
): { case: ScenarioCase } | { problems: ScenarioProblem[] } {
  const known: Values = {
    ...Object.assign({}, ...setups.map(({ raw: each }) => variablesOf(each))),
    ...variablesOf(raw),
    ...values,
    ...options.variables,
  };
  // What they say of chance must be known before anything is drawn.
  const { bus: namedBus = 'memory:', seed: namedSeed = 1 } = fillIn(
    { bus: textAt(raw, 'bus'), seed: textAt(raw, 'seed') },
    resolved(known),
  ).filled as { bus?: unknown; seed?: unknown };
  const bus = options.bus ?? String(namedBus);
  const seed = options.seed ?? Number(namedSeed);
  const drawing = drawingOf(Number.isInteger(seed) ? seed : 1, { isInside: options.isInside(bus) });
  const all = resolved({ run: drawing.run, ...known });
  const own = parseFilled(source, raw, all, scenarioSchema, plainSchemas.scenario());
  const others = setups.map((each) => ({
    ...{ each, parsed: parseFilled(each.source, each.raw, all, setupSchema, plainSchemas.setup()) },
  }));
  const problems = [own, ...others.map(({ parsed }) => parsed)].flatMap((each) => each.problems ?? []);
  const scenario = own.data;
  if (problems.length > 0 || scenario === undefined) return { problems };
  const steps = [
    ...others.flatMap(({ each, parsed }) =>
      parsed.data === undefined ? [] : stepsOf(each.source, parsed.data, source.file),
    ),
    ...stepsOf(source, scenario, source.file),
  ].map((step) => withRetry(step, scenario));
  const twice = namedTwice(steps);
  if (twice.length > 0)
    return {
      problems: twice.map(({ line, file = source.file, message }) => ({ ...wholeLine(file, line), message })),
    };
  const connection = Object.assign(
    {},
    ...others.map(({ parsed }) => parsed.data?.connection),
    scenario.connection,
  );
  return {
    case: {
      ...{ file: source.file, folder: dirname(resolve(source.file)), drawing, steps },
      ...(options.whyNot === undefined ? {} : { whyNot: options.whyNot }),
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, maskPasswords(String(value))]),
      ),
      scenario: { ...scenario, connection, ...(options.seed === undefined ? {} : { seed: options.seed }) },
      expect: scenario.expect.map((what, index) => ({ what, line: placeOf(source, ['expect', index]).line })),
    },
  };
}

const wholeLine = (file: string, line: number) => ({ file, line, column: 1, endLine: line, endColumn: 1 });

/** So often a variable may stand in another one’s value, and that one in another’s. */
const deepestVariables = 20;

/** A variable may stand in another one’s value. */
function resolved(values: Values): Values {
  let now = values;
  for (let pass = 0; pass < deepestVariables; pass += 1) {
    const next = fillIn(now, now).filled as Values;
    if (isDeepStrictEqual(next, now)) return next;
    now = next;
  }
  throw new BusError('invalid-argument', 'The variables stand in each other’s values without end.');
}

function stepsOf(
  source: Source,
  { subscribers, steps }: Pick<Setup, 'subscribers' | 'steps'>,
  file: string,
): Lined<Step>[] {
  const from = source.file === file ? {} : { file: source.file };
  return [
    ...subscribers.map((what, index) => ({
      what: { kind: 'subscribe', what } as Step,
      line: placeOf(source, ['subscribers', index]).line,
      ...from,
    })),
    ...steps.map((what, index) => ({ what, line: placeOf(source, ['steps', index]).line, ...from })),
  ];
}

/** The bus of the window has a policy of its own: so each subscriber is given the scenario’s. */
function withRetry(step: Lined<Step>, { retry }: Scenario): Lined<Step> {
  const { kind, what } = step.what;
  if (kind !== 'subscribe' || what.retry !== undefined || retry === undefined) return step;
  return { ...step, what: { kind, what: { ...what, retry } } };
}

/** What a name that is not known here leaves missing is said with it. */
function withoutFollowUps(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const at = ({ path }: z.core.$ZodIssue) => JSON.stringify(path);
  const misspelt = new Set(issues.filter(({ code }) => code === 'unrecognized_keys').map(at));
  return issues.filter((issue) => issue.code !== 'custom' || !misspelt.has(at(issue)));
}

function parseFilled<Schema extends z.ZodType>(
  source: Source,
  raw: unknown,
  values: Values,
  schema: Schema,
  plain: ReturnType<typeof plainSchemas.scenario>,
): { data?: z.output<Schema>; problems?: ScenarioProblem[] } {
  const { filled, unfilled } = fillIn(raw, values);
  const parsed = schema.safeParse(filled);
  const unknown = unfilled
    .slice(0, mostProblems)
    .map(({ path, name }) => unknownVariable(source, path, name, Object.keys(values)));
  if (parsed.success) return unknown.length > 0 ? { problems: unknown } : { data: parsed.data };
  return {
    problems: [
      ...unknown,
      ...withoutFollowUps(parsed.error.issues)
        .slice(0, mostProblems)
        .flatMap((issue) => ofIssue(source, plain, issue)),
    ],
  };
}

function variablesOf(raw: unknown): Values {
  const variables = (raw as { variables?: unknown }).variables;
  return typeof variables === 'object' && variables !== null ? (variables as Values) : {};
}

function textAt(raw: unknown, key: string): string | undefined {
  const value = (raw as Record<string, unknown>)[key];
  return value === undefined || value === null ? undefined : String(value);
}
