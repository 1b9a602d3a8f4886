import { app } from 'electron';
import { describeThrown, type ErrorInfo } from '../../shared/bus/errors';
import { maskPasswords } from '../../shared/window/mask-url';

/** So many are told in a minute; a fault that comes with each message must not fill the window with itself. */
const mostTold = 10;

/**
 * What nobody caught, in this process or in one of its children, is written to standard error and told in the window, and what
 * can go on goes on. Without this Electron opens a box of its own, and bus, requests and quit stand still behind it.
 */
export function catchTheRest(tell: (error: ErrorInfo) => void): void {
  let told = 0;
  let since = 0;

  function report(what: string, thrown: unknown): void {
    const text = maskPasswords(describeThrown(thrown));
    console.error(`Busdeck: ${what}: ${maskPasswords(stackOf(thrown) ?? text)}`);
    const now = performance.now();
    if (now - since > 60_000) {
      since = now;
      told = 0;
    }
    told += 1;
    if (told > mostTold) return;
    tell({
      code: 'internal',
      message: `${what}: ${text}. What it was part of may not have happened; everything else goes on.`,
    });
  }

  process.on('uncaughtException', (error) => report('A fault in Busdeck', error));
  process.on('unhandledRejection', (reason) => report('A fault in Busdeck', reason));
  app.on('web-contents-created', (_event, contents) => {
    contents.on('preload-error', (_gone, _path, error) => report('The window’s bridge failed', error));
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') report(`The process “${type}” ended`, `${reason}, code ${exitCode}`);
  });
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && typeof thrown.stack === 'string' ? thrown.stack : undefined;
}
