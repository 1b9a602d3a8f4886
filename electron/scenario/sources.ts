import { dirname, relative, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { describeThrown } from '../../shared/bus/errors';
import { maxScenarioLength } from '../../shared/ipc/requests-scenario';
import type { ScenarioProblem } from '../../shared/scenario/problem';
import { readPlainFile } from '../bus/plain-file';
import { mostProblems, ofYaml, placeOf, type Source } from './problems';
import type { WhyNot } from './scenario-case';

/** A file as it stands, before its variables are filled in. */
export interface ReadSource {
  readonly source: Source;
  readonly raw: object;
}

const maxSetups = 100;

/** The files that one begins with, each after those that it begins with itself, and once. */
export async function readSetups(
  { source, raw }: ReadSource,
  problems: ScenarioProblem[],
  whyNot?: WhyNot,
): Promise<ReadSource[]> {
  const own = resolve(source.file);
  const reading = new Set([own]);
  const read = new Map<string, ReadSource>();
  const visit = async ({ source, raw }: ReadSource): Promise<void> => {
    const named = (raw as { setup?: unknown }).setup;
    if (!Array.isArray(named)) return;
    for (const [index, name] of named.entries()) {
      if (typeof name !== 'string') continue;
      const path = resolve(dirname(resolve(source.file)), name);
      if (read.has(path)) continue;
      const why = await refusalOf(path, name);
      const found = why ?? (await readSource(path));
      if (typeof found === 'string') {
        problems.push({ file: source.file, ...placeOf(source, ['setup', index]), message: found });
      } else if ('problems' in found) {
        problems.push(...found.problems);
      } else {
        reading.add(path);
        await visit(found);
        reading.delete(path);
        read.set(path, found);
      }
    }
  };
  const refusalOf = async (path: string, name: string) => {
    if (reading.has(path)) return `${name} begins with this file itself.`;
    if (read.size >= maxSetups) return `A scenario may begin with ${maxSetups} files at most.`;
    return whyNot?.(path);
  };
  await visit({ source, raw });
  return [...read.values()];
}

async function readSource(path: string): Promise<string | ReadSource | { problems: ScenarioProblem[] }> {
  const text = await readText(path);
  return typeof text === 'object' ? text.message : parseSource(text, relative('.', path) || path);
}

export function parseSource(text: string, file: string): ReadSource | { problems: ScenarioProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return { problems: document.errors.slice(0, mostProblems).map((error) => ofYaml(file, error, lines)) };
  const source: Source = { file, document, lines };
  const problem = (message: string) => ({ problems: [{ file, ...placeOf(source, []), message }] });
  try {
    const raw: unknown = document.toJS({ maxAliasCount: 100 });
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      return problem('A scenario begins with scenario: and its name.');
    // A name with nothing behind it says nothing.
    return { source, raw: Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null)) };
  } catch (error) {
    return problem(`This is not YAML: ${describeThrown(error)}`);
  }
}

export async function readText(path: string): Promise<string | ScenarioProblem> {
  const here = { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  try {
    return (await readPlainFile(path, { what: 'A scenario', maxBytes: maxScenarioLength })).toString('utf8');
  } catch (error) {
    return { ...here, message: `${path} could not be read: ${describeThrown(error)}` };
  }
}
