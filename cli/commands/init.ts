import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeThrown } from '../../shared/bus/errors';
import { firstScenario } from '../../shared/scenario/first';
import { scenarioJsonSchema } from '../../shared/scenario/json-schema';
import { Exit, exitCodes } from '../exit';

const schemaFile = 'scenario.schema.json';

const first = `# yaml-language-server: $schema=${schemaFile}\n${firstScenario}`;

/** Writes what a person begins with; what is there already stays as it is. */
export async function init(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(failed(folder));
  const scenario = join(folder, 'first.yaml');
  await put(scenario, first, 'wx');
  // Ours, and that of this version.
  await put(join(folder, schemaFile), `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`, 'w');
  process.stdout.write(`${scenario} is written. Run it with: busdeck run ${folder}\n`);
}

async function put(path: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  await writeFile(path, text, { flag }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST')
      throw new Exit(exitCodes.usage, `${path} is there already, and stays as it is.`);
    failed(path)(error);
  });
}

const failed =
  (path: string) =>
  (error: unknown): never => {
    throw new Exit(exitCodes.failed, `${path} could not be written: ${describeThrown(error)}.`);
  };
