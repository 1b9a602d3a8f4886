import { Worker } from 'node:worker_threads';
import { AskedThread } from './asked-thread';
import type { PatternTest } from './simulator';

/** A pattern can take for ever on a text; so long it may. */
const deadlineMs = 1000;
/** A thread that nobody asked for so long is ended. */
const idleMs = 10_000;
/** A text so short is looked through here by a pattern that cannot go back: some milliseconds at the very worst. */
const maxSizeHere = 16_384;

/** What can make a pattern try a text in more ways than one; also where it is escaped, to be on the safe side. */
const canGoBack = /[*+?{|]/;

/**
 * Tests the patterns of simulated subscribers without holding up anything else: a pattern that may take long has a thread
 * of its own and a deadline, so that it does not hold up the other patterns either.
 */
export class Patterns {
  readonly #threads = new Map<string, PatternThread>();

  /** Throws a SyntaxError for a pattern that is none. */
  readonly compile = (pattern: string): PatternTest => {
    const here = new RegExp(pattern);
    const isSimple = !canGoBack.test(pattern);
    return (text, signal) =>
      isSimple && text.length <= maxSizeHere
        ? here.test(typeof text === 'string' ? text : new TextDecoder().decode(text))
        : this.#threadOf(pattern).test(text, signal);
  };

  async close(): Promise<void> {
    await Promise.all([...this.#threads.values()].map((thread) => thread.close()));
  }

  #threadOf(pattern: string): PatternThread {
    const known = this.#threads.get(pattern);
    if (known !== undefined) return known;
    const thread = new PatternThread(pattern, () => this.#threads.delete(pattern));
    this.#threads.set(pattern, thread);
    return thread;
  }
}

class PatternThread {
  readonly #thread: AskedThread<string | Uint8Array, boolean>;
  readonly #onClose: () => void;
  #asked = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(pattern: string, onClose: () => void) {
    this.#onClose = onClose;
    this.#thread = new AskedThread({
      start: () => new Worker(program, { eval: true, workerData: pattern }),
      deadlineMs,
      tooSlow: `The pattern ${pattern} took longer than ${deadlineMs / 1000} s on this message. Write it simpler.`,
      failed: `The pattern ${pattern} could not be tested on this message.`,
    });
  }

  async test(text: string | Uint8Array, signal: AbortSignal): Promise<boolean> {
    clearTimeout(this.#idle);
    this.#asked += 1;
    try {
      return await this.#thread.ask(() => {
        // Nobody waits for the answer any more, and others may.
        if (signal.aborted || typeof text === 'string')
          return { question: signal.aborted ? '' : text, transfer: [] };
        // Copied, since it goes to another thread for good.
        const question = new Uint8Array(text);
        return { question, transfer: [question.buffer] };
      });
    } finally {
      this.#asked -= 1;
      if (this.#asked === 0) this.#idle = setTimeout(() => void this.close(), idleMs).unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    this.#onClose();
    await this.#thread.close();
  }
}

// As text, since a thread cannot be started from a file within the packaged app's archive.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const pattern = new RegExp(workerData);
const decoder = new TextDecoder();
parentPort.on('message', (text) => {
  parentPort.postMessage(pattern.test(typeof text === 'string' ? text : decoder.decode(text)));
});
`;
