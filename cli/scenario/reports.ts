import { writeFile } from 'node:fs/promises';
import { version } from '#package.json';
import { htmlReport } from '../../electron/scenario/report/html';
import { junitReport } from '../../electron/scenario/report/junit';
import type { ScenarioReport } from '../../electron/scenario/report/report';
import { describeThrown } from '../../shared/bus/errors';
import { Exit, exitCodes } from '../exit';

export interface ReportFlags {
  readonly junit?: string;
  readonly json?: string;
  readonly html?: string;
}

export async function writeReports(
  told: Omit<ScenarioReport, 'version' | 'busdeck'>,
  { junit, json, html }: ReportFlags,
): Promise<void> {
  const report: ScenarioReport = { version: 1, busdeck: version, ...told };
  if (junit !== undefined) await write(junit, junitReport(report));
  if (html !== undefined) await write(html, htmlReport(report));
  if (json !== undefined) await write(json, `${JSON.stringify(report, undefined, 2)}\n`);
}

async function write(path: string, text: string): Promise<void> {
  if (path === '-') {
    process.stdout.write(text);
    return;
  }
  await writeFile(path, text).catch((error: unknown) => {
    throw new Exit(exitCodes.failed, `The report could not be written to ${path}: ${describeThrown(error)}.`);
  });
}
