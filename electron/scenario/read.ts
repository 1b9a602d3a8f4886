import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { describeThrown } from '../../shared/bus/errors';
import { plainSchemas } from '../../shared/scenario/json-schema';
import type { ScenarioProblem } from '../../shared/scenario/problem';
import {
  type Scenario,
  type Setup,
  scenarioSchema,
  setupSchema,
  type VariableValue,
} from '../../shared/scenario/scenario';
import type { Step } from '../../shared/scenario/steps';
import { drawingOf } from './drawing';
import { fillIn, type Values } from './fill';
import { ofIssue, ofYaml, placeOf, type Source, unknownVariable } from './problems';
import type { Lined, ScenarioCase, WhyNot } from './scenario-case';

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

const maxFileBytes = 5_000_000;
const maxCases = 1000;
const deepestSetup = 10;

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
  const isSetup = !Object.hasOwn(raw as object, 'scenario');
  const problems: ScenarioProblem[] = [];
  const setups = await readSetups(source, raw, problems, [resolve(file)], options.whyNot);
  const cases: ScenarioCase[] = [];
  for (const values of rowsOf(raw)) {
    const made = caseOf(source, raw, { setups, values, options });
    if ('problems' in made) problems.push(...made.problems);
    else cases.push(made.case);
    // The other rows would say the same again.
    if (problems.length > 0) break;
  }
  return { cases: problems.length > 0 ? [] : cases, problems: problems.toSorted(byPlace), isSetup };
}

const byPlace = (one: ScenarioProblem, other: ScenarioProblem): number =>
  one.file === other.file ? one.line - other.line || one.column - other.column : 0;

interface CaseParts {
  readonly setups: readonly ReadSetup[];
  readonly values: Values;
  readonly options: ReadOptions;
}

function caseOf(
  source: Source,
  raw: unknown,
  { setups, values, options }: CaseParts,
): { case: ScenarioCase } | { problems: ScenarioProblem[] } {
  const bus = options.bus ?? textAt(raw, 'bus') ?? 'memory:';
  const seed = options.seed ?? Number(textAt(raw, 'seed') ?? 1);
  const drawing = drawingOf(Number.isInteger(seed) ? seed : 1, { isInside: options.isInside(bus) });
  const all = resolved({
    ...Object.assign({}, ...setups.map(({ raw: each }) => variablesOf(each))),
    ...variablesOf(raw),
    run: drawing.run,
    ...values,
    ...options.variables,
  });
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
  const connection = Object.assign(
    {},
    ...others.map(({ parsed }) => parsed.data?.connection),
    scenario.connection,
  );
  return {
    case: {
      ...{ file: source.file, folder: dirname(resolve(source.file)), drawing, steps },
      ...(options.whyNot === undefined ? {} : { whyNot: options.whyNot }),
      values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
      scenario: { ...scenario, connection, ...(options.seed === undefined ? {} : { seed: options.seed }) },
      expect: scenario.expect.map((what, index) => ({ what, line: placeOf(source, ['expect', index]).line })),
    },
  };
}

/** A variable may stand in another one’s value. */
function resolved(values: Values): Values {
  const { filled } = fillIn(fillIn(values, values).filled, values);
  return filled as Values;
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

function parseFilled<Schema extends z.ZodType>(
  source: Source,
  raw: unknown,
  values: Values,
  schema: Schema,
  plain: ReturnType<typeof plainSchemas.scenario>,
): { data?: z.output<Schema>; problems?: ScenarioProblem[] } {
  const { filled, unfilled } = fillIn(raw, values);
  const parsed = schema.safeParse(filled);
  const unknown = unfilled.map(({ path, name }) => unknownVariable(source, path, name, Object.keys(values)));
  if (parsed.success) return unknown.length > 0 ? { problems: unknown } : { data: parsed.data };
  return { problems: [...unknown, ...parsed.error.issues.flatMap((issue) => ofIssue(source, plain, issue))] };
}

interface ReadSetup {
  readonly source: Source;
  readonly raw: unknown;
}

/** The files it begins with, each after those that it begins with itself. */
async function readSetups(
  source: Source,
  raw: unknown,
  problems: ScenarioProblem[],
  above: readonly string[],
  whyNot?: WhyNot,
): Promise<ReadSetup[]> {
  const named = (raw as { setup?: unknown } | null)?.setup;
  if (!Array.isArray(named)) return [];
  const all: ReadSetup[] = [];
  for (const [index, name] of named.entries()) {
    const problem = (message: string) =>
      problems.push({ file: source.file, ...placeOf(source, ['setup', index]), message });
    if (typeof name !== 'string') continue;
    const path = resolve(dirname(resolve(source.file)), name);
    if (above.includes(path) || above.length > deepestSetup) {
      problem(`${name} begins with this file itself.`);
      continue;
    }
    const refusal = await whyNot?.(path);
    if (refusal !== undefined) {
      problem(refusal);
      continue;
    }
    const shown = relative('.', path) || path;
    const text = await readText(path);
    if (typeof text === 'object') {
      problem(text.message);
      continue;
    }
    const read = parseSource(text, shown);
    if ('problems' in read) {
      problems.push(...read.problems);
      continue;
    }
    all.push(...(await readSetups(read.source, read.raw, problems, [...above, path], whyNot)), read);
  }
  return all;
}

function parseSource(text: string, file: string): ReadSetup | { problems: ScenarioProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return { problems: document.errors.map((error) => ofYaml(file, error, lines)) };
  const source: Source = { file, document, lines };
  try {
    const raw: unknown = document.toJS({ maxAliasCount: 1000 });
    if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return { source, raw };
    return {
      problems: [{ file, ...placeOf(source, []), message: 'A scenario begins with scenario: and its name.' }],
    };
  } catch (error) {
    return {
      problems: [{ file, ...placeOf(source, []), message: `This is not YAML: ${describeThrown(error)}` }],
    };
  }
}

async function readText(path: string): Promise<string | ScenarioProblem> {
  const here = { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  try {
    const bytes = await readFile(path);
    if (bytes.length <= maxFileBytes) return bytes.toString('utf8');
    return { ...here, message: `${path} has more than ${maxFileBytes / 1_000_000} MB: that is no scenario.` };
  } catch (error) {
    return { ...here, message: `${path} could not be read: ${describeThrown(error)}.` };
  }
}

/** Each combination of the matrix; one without values where there is none. */
function rowsOf(raw: unknown): Values[] {
  const matrix = (raw as { matrix?: unknown }).matrix;
  let rows: Values[] = [{}];
  if (typeof matrix !== 'object' || matrix === null) return rows;
  for (const [name, values] of Object.entries(matrix)) {
    if (!Array.isArray(values) || values.length === 0) continue;
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value as VariableValue })));
    if (rows.length > maxCases) return rows.slice(0, maxCases);
  }
  return rows;
}

function variablesOf(raw: unknown): Values {
  const variables = (raw as { variables?: unknown }).variables;
  return typeof variables === 'object' && variables !== null ? (variables as Values) : {};
}

function textAt(raw: unknown, key: string): string | undefined {
  const value = (raw as Record<string, unknown>)[key];
  return value === undefined || value === null ? undefined : String(value);
}
