import type { ConnectionStatus } from '../../shared/bus/connection';
import { dayAndClock } from '../format/time';
import type { LogEntry } from '../store/log';

interface LogReport {
  readonly entries: readonly LogEntry[];
  readonly connection: ConnectionStatus;
  readonly version: string;
}

/** The log for a bug report. Endpoints and errors come without passwords, so none is in it. */
export function logText({ entries, connection, version }: LogReport): string {
  const server = connection.server === undefined ? '' : `, ${connection.server}`;
  const head = [
    `Busdeck ${version}, ${navigator.userAgent}`,
    `${connection.endpoint}${server}: ${connection.state}`,
    '',
  ];
  const lines = entries.map(({ at, level, text, detail, times }) => {
    const often = times > 1 ? ` (${times} times)` : '';
    const more = detail === undefined ? '' : `\n    ${detail.replaceAll('\n', '\n    ')}`;
    return `${dayAndClock(at)} ${level.padEnd(7)} ${text}${often}${more}`;
  });
  return [...head, ...lines].join('\n');
}
