import { createColors } from 'picocolors';

/** Colour where a terminal shows it, and where nobody asked for none: each stream by itself. */
const coloursOf = (stream: NodeJS.WriteStream) =>
  createColors(stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb');
export const out = coloursOf(process.stdout);
export const err = coloursOf(process.stderr);

/** A stranger's words on one line: a terminal obeys characters that it should only show. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '␣');
}

/** The same to standard error. */
export function warn(text: string): void {
  process.stderr.write(`${err.yellow(plain(text))}\n`);
}
