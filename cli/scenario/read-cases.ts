import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { type ReadOptions, readScenarioFile } from '../../electron/scenario/read';
import type { ScenarioCase } from '../../electron/scenario/scenario-case';
import type { ScenarioProblem } from '../../shared/scenario/problem';
import { isInsideUrl } from '../connect';
import { Exit, exitCodes } from '../exit';
import { plain } from '../plain';

export interface CaseFlags {
  readonly url?: string;
  readonly profile?: string;
  readonly tag?: string[];
  readonly var?: Record<string, string>;
  readonly seed?: number;
  readonly against?: string;
}

/** A row of a scenario's matrix, and the same for the bus that it is compared to. */
export interface RowCase {
  readonly own: ScenarioCase;
  readonly against?: ScenarioCase;
}

/** Everything that is named, or an end that says all that is wrong with it. */
export async function readCases(named: readonly string[], flags: CaseFlags): Promise<RowCase[]> {
  const files = await filesOf(named);
  const problems: ScenarioProblem[] = [];
  const rows: RowCase[] = [];
  for (const { file, isNamed } of files) {
    const own = await readScenarioFile(
      file,
      optionsOf(flags, flags.profile === undefined ? flags.url : 'profile:'),
    );
    // What others begin with lies among them, and is none itself.
    if (!isNamed && own.isSetup) continue;
    problems.push(...own.problems);
    const others =
      flags.against === undefined
        ? []
        : (await readScenarioFile(file, optionsOf(flags, flags.against))).cases;
    rows.push(
      ...own.cases.map((each, index) => {
        const against = others[index];
        return { own: each, ...(against === undefined ? {} : { against }) };
      }),
    );
  }
  if (problems.length > 0)
    throw new Exit(exitCodes.usage, problems.map(lineOf).join('\n'), { isPlain: true });
  const wanted = flags.tag;
  const chosen =
    wanted === undefined
      ? rows
      : rows.filter(({ own }) => own.scenario.tags.some((tag) => wanted.includes(tag)));
  if (chosen.length > 0) return chosen;
  throw new Exit(
    exitCodes.usage,
    rows.length === 0 ? 'There is no scenario.' : `No scenario has the tag ${wanted?.join(' or ')}.`,
  );
}

function optionsOf({ var: variables, seed }: CaseFlags, bus: string | undefined): ReadOptions {
  return {
    ...(variables === undefined ? {} : { variables: mapValues(variables, readValue) }),
    ...(seed === undefined ? {} : { seed }),
    bus,
    isInside: isInsideUrl,
  };
}

/** As it would be read in a file: a number where it is one. */
function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = Number(text);
  // Only what is written the same again: 007 and an id of twenty digits are texts.
  return String(value) === text ? value : text;
}

const mapValues = <From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const lineOf = ({ file, line, column, message }: ScenarioProblem): string =>
  `${plain(file)}:${line}:${column}: ${plain(message)}`;

interface NamedFile {
  readonly file: string;
  /** It was named itself, and did not come with its folder. */
  readonly isNamed: boolean;
}

async function filesOf(named: readonly string[]): Promise<NamedFile[]> {
  const all = new Map<string, NamedFile>();
  for (const name of named) {
    for (const file of await expand(name)) if (!all.has(file.file)) all.set(file.file, file);
  }
  return [...all.values()];
}

async function expand(name: string): Promise<NamedFile[]> {
  const info = await stat(name).catch(() => undefined);
  if (info?.isFile()) return [{ file: name, isNamed: true }];
  if (info === undefined && !isDynamicPattern(name)) throw new Exit(exitCodes.usage, `${name} is not there.`);
  const found = await (info === undefined
    ? glob(name.replaceAll('\\', '/'), { absolute: true })
    : glob('**/*.{yaml,yml}', { cwd: name, absolute: true }));
  if (found.length === 0) throw new Exit(exitCodes.usage, `There is no scenario in ${name}.`);
  return found.toSorted().map((path) => ({ file: shown(path), isNamed: false }));
}

/** From where the command was given, as long as it is below that. */
function shown(path: string): string {
  const from = relative('.', path);
  return from.startsWith(`..${sep}`) ? path : from;
}
