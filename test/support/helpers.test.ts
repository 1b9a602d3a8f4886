import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { leakedSince, watchForLeaks } from './leaks';
import { makeFolder } from './temporary-folder';
import { Hopeless, until } from './until';
import { Watchdog } from './watchdog';

test('until gives up at its deadline and tells what it saw last', async () => {
  await expect(until('pigs fly', () => false, { timeoutMs: 20 })).rejects.toThrow(
    'Not within 20 ms: pigs fly. Last seen: false',
  );
  await expect(
    until('never', () => {
      throw new Hopeless('no use');
    }),
  ).rejects.toThrow('no use');
});

test('until waits for an assertion that throws at first', async () => {
  let tries = 0;
  const answer = await until('the third try', () => {
    tries += 1;
    expect(tries).toBe(3);
    return 0;
  });
  expect(answer).toBe(0);
});

test('a socket left open is a leak', async () => {
  const check = watchForLeaks();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(leakedSince(new Map())).toContain('TCPServerWrap 0 -> 1');
  await expect(check(100)).rejects.toThrow('TCPServerWrap');
  server.close();
  await check();
});

test('the watchdog kills the processes it watches, their children too, and removes the folder', async () => {
  const folder = await makeFolder('watchdog');
  const watchdog = new Watchdog(folder);
  const child = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(child.stdout, 'data');
  await watchdog.watch('child', child.pid as number);
  const exited = once(child, 'exit');
  await watchdog[Symbol.asyncDispose]();
  await exited;
  expect(child.signalCode).toBe('SIGKILL');
  await until('the grandchild is dead', () => !isAlive(Number(line)));
  expect(existsSync(folder)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
