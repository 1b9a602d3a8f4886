import { describeThrown } from '../../shared/bus/errors';
import { jsonLines, maxLines, textLines } from '../format/lay-out';
import type { FromTextWorker, ToTextWorker } from './text-worker-words';

// Decodes and lays out a large payload off the main thread, keeps its lines, and hands out those that are looked at.

/** The worker's own scope; the window's types know only the window. */
interface Scope {
  onmessage: ((event: MessageEvent<ToTextWorker>) => void) | null;
  postMessage(message: FromTextWorker): void;
}
const scope = self as unknown as Scope;

/** Larger JSON is shown as it came: its lines would take several times its size. */
const maxPrettyLength = 64_000_000;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
let text = '';
let isBinary = false;
let lines: string[] = [];

scope.onmessage = ({ data }) => {
  try {
    answer(data);
  } catch (thrown) {
    scope.postMessage({ type: 'failed', reason: describeThrown(thrown) });
  }
};

function answer(ask: ToTextWorker): void {
  switch (ask.type) {
    case 'bytes':
      if (isBinary) return;
      try {
        text += decoder.decode(ask.bytes, { stream: true });
      } catch {
        isBinary = true;
        text = '';
        scope.postMessage({ type: 'binary' });
      }
      return;
    case 'end':
      if (!isBinary) layOut();
      return;
    case 'lines':
      scope.postMessage({ type: 'lines', id: ask.id, lines: lines.slice(ask.from, ask.to) });
      return;
    case 'find':
      scope.postMessage({ type: 'found', id: ask.id, line: find(ask.text, ask.from) });
      return;
  }
}

function layOut(): void {
  try {
    text += decoder.decode();
  } catch {
    scope.postMessage({ type: 'binary' });
    return;
  }
  const pretty = text.length <= maxPrettyLength && /^\s*[{["]/.test(text) ? jsonLines(text) : undefined;
  const laidOut = pretty ?? textLines(text);
  text = '';
  if (laidOut === undefined) {
    const reason = `The text has more than ${maxLines.toLocaleString('en-US')} lines: too many to be laid out. Look at it in hexadecimal, or save it to a file.`;
    scope.postMessage({ type: 'failed', reason });
    return;
  }
  lines = laidOut;
  let widest = 0;
  for (const line of lines) widest = Math.max(widest, line.length);
  scope.postMessage({ type: 'text', format: pretty ? 'json' : 'text', lines: lines.length, widest });
}

function find(wanted: string, from: number): number | undefined {
  const needle = wanted.toLowerCase();
  for (let step = 0; step < lines.length; step += 1) {
    const at = (from + step) % lines.length;
    if (lines[at]?.toLowerCase().includes(needle)) return at;
  }
  return undefined;
}
