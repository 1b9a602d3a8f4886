import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Waits for the end of its input, which comes when the process that holds the other end exits, however it exits. Then
 * it kills the process groups whose ids lie as files in the folder, and removes the folder.
 */
const script = `
while read -r _; do :; done
for file in "$1"/*.pid; do
  [ -f "$file" ] && kill -s KILL -- "-$(cat "$file")" 2>/dev/null
done
rm -rf "$1"
`;

/**
 * Cleans up a folder and the process groups started in it even when the test process is killed: a broker left behind
 * by a crashed run would keep its ports and its memory.
 */
export class Watchdog implements AsyncDisposable {
  readonly #folder: string;
  readonly #child: ChildProcess;

  constructor(folder: string) {
    this.#folder = folder;
    // Its own group, so that a Ctrl+C in the terminal does not end it before its work is done.
    this.#child = spawn('/bin/sh', ['-c', script, 'watchdog', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  async watch(name: string, groupId: number): Promise<void> {
    await writeFile(join(this.#folder, `${name}.pid`), String(groupId));
  }

  async forget(name: string): Promise<void> {
    await rm(join(this.#folder, `${name}.pid`), { force: true });
  }

  /** Ends it now: whatever is still watched is killed and the folder removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await exited;
  }
}
