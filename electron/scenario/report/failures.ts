import { formatDuration } from '../../../shared/scenario/words';
import type { ReportedCase } from './report';
import { traceLines } from './trace-lines';

export interface Failure {
  readonly title: string;
  readonly expected: string;
  readonly seen: string;
  readonly place: string;
  /** Of each message that it is about. */
  readonly traces: readonly { readonly messageId: string; readonly lines: readonly string[] }[];
}

/** What is wrong with a case, for every kind of report. */
export function failuresOf({ outcome, against }: ReportedCase): Failure[] {
  const place = (line?: number) => (line === undefined ? outcome.file : `${outcome.file}:${line}`);
  const traces = new Map(outcome.traces.map((trace) => [trace.messageId, trace]));
  const told = new Set<string>();
  return [
    ...(outcome.error === undefined || outcome.state === 'passed'
      ? []
      : [{ title: outcome.error, expected: '', seen: '', place: place(failedLine(outcome)), traces: [] }]),
    ...outcome.expectations
      .filter(({ state }) => state !== 'held')
      .map(({ title, expected, seen, line, messages }) => ({
        ...{ title, expected, seen, place: place(line) },
        traces: messages.flatMap((messageId) => {
          const trace = traces.get(messageId);
          if (trace === undefined) return [];
          if (told.has(messageId)) return [{ messageId, lines: ['as above'] }];
          told.add(messageId);
          const lines = traceLines(trace).map(
            ({ afterMs, words }) => `${`+${formatDuration(afterMs)}`.padEnd(10)} ${words}`,
          );
          return [{ messageId, lines }];
        }),
      })),
    ...(against?.differences ?? []).map(({ what, one, other }) => ({
      title: `${what} differs on ${against?.outcome.bus}`,
      expected: `${one} (${outcome.bus})`,
      seen: `${other} (${against?.outcome.bus})`,
      place: outcome.file,
      traces: [],
    })),
  ];
}

const failedLine = ({ steps }: ReportedCase['outcome']): number | undefined =>
  steps.find(({ state }) => state === 'failed')?.line;

/** As text, for reports that take nothing else. */
export function textOf({ title, expected, seen, place, traces }: Failure): string {
  return [
    `${title}  (${place})`,
    ...(expected === '' ? [] : [`  expected  ${expected}`, `  seen      ${seen}`]),
    ...traces.flatMap(({ messageId, lines }) => [
      `  message ${messageId}`,
      ...lines.map((line) => `    ${line}`),
    ]),
  ].join('\n');
}
