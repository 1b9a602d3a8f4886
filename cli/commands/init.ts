import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scenarioJsonSchema } from '../../electron/scenario/json-schema';
import { describeThrown } from '../../shared/bus/errors';
import { Exit, exitCodes } from '../exit';

const schemaFile = 'scenario.schema.json';

const first = `# yaml-language-server: $schema=${schemaFile}
scenario: A worker that fails twice
description: Each order fails on its first two attempts, and is done on the third.

# The bus inside this process. --url runs the same on a broker.
bus: "memory:"

variables:
  # {{run}} is another one each time, so that no run meets what an earlier one left.
  orders: "orders-{{run}}"

subscribers:
  - name: worker
    topic: "{{orders}}"
    count: 2
    behaviour: first:2
    retry: { maxRetries: 3, delay: 50ms }

steps:
  - publish:
      topic: "{{orders}}"
      payload: { order: "{{seq}}" }
      count: 10

expect:
  - count: { topic: "{{orders}}", acked: 10, failed: 20 }
  - attempts: { topic: "{{orders}}", each: 3 }
  - deadLetters: { topic: "{{orders}}", count: 0 }
`;

/** Writes what a person begins with; what is there already stays as it is. */
export async function init(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(failed(folder));
  await put(join(folder, schemaFile), `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`, 'w');
  const scenario = join(folder, 'first.yaml');
  await put(scenario, first, 'wx');
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
