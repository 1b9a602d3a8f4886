import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { maxReadBytes, PayloadReader } from '../../electron/session/read/payload-reader';
import { LongTurns } from '../support/long-turns';

let reader: PayloadReader | undefined;
let started = 0;
afterEach(async () => {
  await reader?.close();
  started = 0;
});

/** A thread that answers each payload with its bytes turned round, or as the program says. */
function readerWith(answer: string): PayloadReader {
  const program = `
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ bytes, hints, chosen }) => { ${answer} });
  `;
  reader = new PayloadReader(() => {
    started += 1;
    return new Worker(program, { eval: true });
  });
  return reader;
}

const turns =
  "parentPort.postMessage({ steps: chosen, shows: 'bytes', problems: [], notes: [], remarks: [], output: bytes.reverse() }, [bytes.buffer])";

it('gives a small reading at once and a large one in slices, and the body is left alone', async () => {
  const reading = readerWith(turns);
  const small = Buffer.from('abc');
  const read = await reading.read(small, {}, ['gzip']);
  expect(read).toMatchObject({ steps: ['gzip'], size: 3, bytes: new Uint8Array(Buffer.from('cba')) });
  expect(small.toString()).toBe('abc');

  const body = Buffer.alloc(9_000_000, 'x');
  body[0] = 0x41;
  const large = await reading.read(body, {}, []);
  expect(large.bytes).toBeUndefined();
  expect(large.size).toBe(body.length);
  expect(Buffer.from(reading.slice(large.readingId, large.size - 2, 100)).toString()).toBe('xA');
  expect(body.toString('latin1', 0, 2)).toBe('Ax');
});

it('hands 30 MB to the thread and takes them back without holding this one up', async () => {
  // What the thread works counts for the process: it works nothing here.
  const reading = readerWith(turns.replace('.reverse()', ''));
  await reading.read(Buffer.from('x'), {}, []);
  const body = Buffer.alloc(30_000_000, 'x');
  const longTurns = LongTurns.start();
  await reading.read(body, {}, []);
  expect(longTurns.stop()).toBeLessThan(100);
});

it('keeps the last readings, and says of one from before that it is gone', async () => {
  const reading = readerWith(turns);
  const first = await reading.read(Buffer.from('first'), {}, []);
  for (let count = 0; count < 16; count += 1) await reading.read(Buffer.from('next'), {}, []);
  expect(() => reading.slice(first.readingId, 0, 1)).toThrow('This payload was read too long ago');
});

it('shows as bytes what is chosen so or is too large, without a thread', async () => {
  const reading = readerWith(turns);
  expect(await reading.read(Buffer.from('abc'), {}, ['bytes'])).toMatchObject({
    steps: ['bytes'],
    problems: [],
  });
  const large = await reading.read(Buffer.alloc(maxReadBytes + 1), {}, []);
  expect(large).toMatchObject({ steps: ['bytes'], shows: 'bytes', size: maxReadBytes + 1 });
  expect(large.problems).toEqual(['Payloads of over 64 MB are not read, but shown as bytes.']);
  expect(started).toBe(0);
});

it('shows as bytes what its thread dies of, and reads the next one', async () => {
  const reading = readerWith(`if (bytes.length === 3) throw new Error('out of memory'); ${turns}`);
  const read = await reading.read(Buffer.from('abc'), {}, []);
  expect(read).toMatchObject({ steps: ['bytes'], size: 3, bytes: new Uint8Array(Buffer.from('abc')) });
  expect(read.problems[0]).toMatch(/The bytes are shown as they came\.$/);
  expect(await reading.read(Buffer.from('ab'), {}, [])).toMatchObject({ problems: [], size: 2 });
  expect(started).toBe(2);
});
