import { appendFileSync, closeSync, openSync, readSync } from 'node:fs';
import type { KillPoint } from './fate';

/** What a subscriber's process writes down. */
export type Entry =
  | { readonly what: 'started' | 'ok'; readonly id: string; readonly attempt: number }
  | { readonly what: 'killed'; readonly point: KillPoint | 'poison' };

/**
 * Written in the same tick, and by the kernel: what has been written is there however the process ends after that. A
 * line is one small append, so that several processes can write to one file.
 */
export function write(path: string, entry: Entry): void {
  appendFileSync(path, `${JSON.stringify(entry)}\n`);
}

/** Reads what has been written since it last looked. */
export class JournalReader {
  readonly entries: Entry[] = [];
  /** The ids of messages whose handling has begun. */
  readonly begun = new Set<string>();
  readonly #file: number;
  readonly #buffer = Buffer.alloc(64 * 1024);
  #rest = '';

  constructor(path: string) {
    this.#file = openSync(path, 'a+');
  }

  /** Whether there was something new. */
  read(): boolean {
    const before = this.entries.length;
    for (;;) {
      const count = readSync(this.#file, this.#buffer);
      if (count === 0) return this.entries.length > before;
      const lines = (this.#rest + this.#buffer.toString('utf8', 0, count)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#note(JSON.parse(line));
    }
  }

  #note(entry: Entry): void {
    this.entries.push(entry);
    if (entry.what === 'started') this.begun.add(entry.id);
  }

  close(): void {
    closeSync(this.#file);
  }
}
