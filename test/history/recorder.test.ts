import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpenedRecording } from '../../electron/session/recording/opened-recording';
import { partPath } from '../../electron/session/recording/parts';
import { Recorder } from '../../electron/session/recording/recorder';
import { bundleForNode } from '../../scripts/lib/bundle.mjs';
import type { BusEvent } from '../../shared/bus/bus-event';
import { acked, deadLettered, delivered, message } from '../store/events';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

let folder = '';
beforeEach(async () => {
  folder = await makeFolder('recorder');
});
afterEach(() => removeFolder(folder));

const published = (id: string, at: number): BusEvent => ({
  type: 'published',
  seq: at,
  at,
  message: message(id),
});
const withBody = (id: string, body: Uint8Array) => ({ ...message(id), body });

describe('a recording', () => {
  it('has every event, each payload once, and opens with its traces', async () => {
    const path = join(folder, 'a.ndjson');
    const recorder = await Recorder.start({ path });
    const binary = Uint8Array.of(0xff, 0, 1);
    recorder.add(published('m-1', 5), withBody('m-1', binary));
    recorder.add(delivered('1', { messageId: 'm-1' }), withBody('m-1', binary));
    recorder.add(acked('1', { messageId: 'm-1' }));
    recorder.add(published('m-2', 6), withBody('m-2', Buffer.from('äöü\n"quoted"')));
    recorder.add(deadLettered('2', { messageId: 'm-2' }));
    await recorder.stop();
    expect(recorder.status).toMatchObject({ state: 'stopped', events: 5, lost: 0, parts: 1 });
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('"base64"'))).toHaveLength(1);

    const opened = await OpenedRecording.open(path);
    expect(opened.summary).toMatchObject({ events: 5, messages: 2, publishable: 2, damaged: 0 });
    expect(opened.page(0).map(({ messageId, outcome }) => [messageId, outcome])).toEqual([
      ['m-1', 'acked'],
      ['m-2', 'dead'],
    ]);
    expect(await opened.body('m-1')).toEqual(Buffer.from(binary));
    expect(Buffer.from((await opened.body('m-2')) ?? []).toString()).toBe('äöü\n"quoted"');
    expect((await opened.trace('m-1')).events.map(({ type }) => type)).toEqual([
      'published',
      'delivered',
      'acked',
    ]);
    await opened.close();
  });

  it('goes on in further parts, of which each has the payloads of its messages', async () => {
    const path = join(folder, 'a.ndjson');
    const recorder = await Recorder.start({ path, partBytes: 2000 });
    for (let n = 0; n < 20; n += 1) {
      recorder.add(published(`m-${n}`, n), withBody(`m-${n}`, Buffer.from('x'.repeat(500))));
      if (n % 5 === 4) await until('it is written', () => recorder.status.events > 0 && written(path));
    }
    await recorder.stop();
    expect(recorder.status.parts).toBeGreaterThan(1);
    const opened = await OpenedRecording.open(path);
    expect(opened.summary).toMatchObject({ parts: recorder.status.parts, messages: 20, publishable: 20 });
    await opened.close();
  });

  it('counts what it leaves out when the disk cannot keep up', async () => {
    const recorder = await Recorder.start({ path: join(folder, 'a.ndjson'), waitingBytes: 2000 });
    for (let n = 0; n < 50; n += 1) recorder.add(delivered(`${n}`));
    await recorder.stop();
    const { events, lost } = recorder.status;
    expect(lost).toBeGreaterThan(0);
    expect(events + lost).toBe(50);
  });

  it('of a program that was killed lacks no more than its last second', async () => {
    const programs = await bundleForNode('recorder', { writer: 'test/history/recorder-writer.ts' });
    const path = join(folder, 'killed.ndjson');
    const program = spawn(process.execPath, [programs.writer ?? '', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    const ended = once(program, 'exit');
    await until('it has recorded for a while', () => told.split('\n').length > 800, { timeoutMs: 30_000 });
    program.kill('SIGKILL');
    await ended;

    const opened = await OpenedRecording.open(path);
    const { events } = opened.summary;
    await opened.close();
    const times = told
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.split(' ')[1]));
    const killedAt = times.at(-1) ?? 0;
    const missing = times.slice(events);
    expect(events).toBeGreaterThan(100);
    for (const at of missing) expect(killedAt - at).toBeLessThan(1000);
  });

  it('is refused when it is none', async () => {
    await expect(OpenedRecording.open(join(folder, 'none.ndjson'))).rejects.toThrow();
  });

  it('names its parts beside the first', () => {
    expect(partPath('/a.b/rec', 2)).toBe('/a.b/rec.2');
    expect(partPath('/a/rec.ndjson', 3)).toBe('/a/rec.3.ndjson');
  });
});

async function written(path: string): Promise<boolean> {
  return (await readFile(path)).length > 0;
}
