import { extname } from 'node:path';
import { type ExportFormat, exportFormats } from '../../../shared/window/recording';
import { replaceFile } from '../files/replace-file';

/** Text is handed to the system in pieces of about this size, characters. */
const pieceLength = 1_000_000;

/** The kinds of files that rows can be written to, for the system's dialog. */
export const rowFileKinds = exportFormats.map((format) => ({
  name: format.toUpperCase(),
  extensions: [format],
}));

/** What a person chose by the file's ending; NDJSON for any other. */
export function formatOf(path: string): ExportFormat {
  const ending = extname(path).slice(1).toLowerCase();
  return exportFormats.find((format) => format === ending) ?? 'ndjson';
}

/**
 * Writes the rows that `fill` hands over to one file, in that order. The columns are those of CSV. Answers how many there
 * were. When it fails, a file that was there before is as it was.
 */
export async function writeRows<Row extends object>(
  path: string,
  format: ExportFormat,
  columns: readonly (keyof Row & string)[],
  fill: (write: (row: Row) => Promise<void>) => Promise<void>,
): Promise<number> {
  let written = 0;
  await replaceFile(path, 0o666, async (file) => {
    let piece = opening(format, columns);
    await fill(async (row) => {
      piece += entry(format, columns, row, written === 0);
      written += 1;
      if (piece.length < pieceLength) return;
      await file.appendFile(piece);
      piece = '';
    });
    await file.appendFile(piece + (format === 'json' ? '\n]\n' : ''));
  });
  return written;
}

function opening(format: ExportFormat, columns: readonly string[]): string {
  switch (format) {
    case 'ndjson':
      return '';
    case 'json':
      return '[';
    case 'csv':
      return `${columns.join(',')}\r\n`;
  }
}

function entry<Row extends object>(
  format: ExportFormat,
  columns: readonly (keyof Row & string)[],
  row: Row,
  isFirst: boolean,
): string {
  switch (format) {
    case 'ndjson':
      return `${JSON.stringify(row)}\n`;
    case 'json':
      return `${isFirst ? '\n' : ',\n'}  ${JSON.stringify(row)}`;
    case 'csv':
      return `${columns.map((column) => cell(row[column])).join(',')}\r\n`;
  }
}

/** RFC 4180. A leading `=`, `+`, `-` or `@` would be run as a formula by a spreadsheet: a quote makes it text. */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
