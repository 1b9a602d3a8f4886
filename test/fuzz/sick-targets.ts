import fc from 'fast-check';
import { target } from './target';

/** Only an X makes them sick. */
const letters = fc.constant('aaXaa');
/** Short, and yet longer than a busy machine keeps a healthy one waiting. */
const quick = { budget: { deadlineMs: 1000 } };

/** What the machine is there to find, for its own test. */
export const sickTargets = [
  target({
    name: 'throws',
    inputs: letters,
    run: (text: string) => {
      if (text.includes('X')) throw new TypeError('There is an X.');
    },
  }),
  target({
    name: 'hangs',
    inputs: letters,
    run: (text: string) => {
      while (text.includes('X'));
    },
    ...quick,
  }),
  target({
    name: 'devours',
    inputs: letters,
    run: (text: string) => {
      const held: number[][] = [];
      while (text.includes('X')) held.push(new Array(1_000_000).fill(held.length + 0.5));
    },
  }),
  target({
    name: 'swells',
    inputs: letters,
    run: (text: string) => Buffer.alloc(text.includes('X') ? 100 * 1024 * 1024 : 0, 1).length,
    budget: { megabytes: 50 },
  }),
  target({
    name: 'toils',
    inputs: letters,
    run: (text: string) => {
      const end = process.cpuUsage().user + 300_000;
      while (text.includes('X') && process.cpuUsage().user < end);
    },
    budget: { cpuMs: 200 },
  }),
  target({
    name: 'strays',
    inputs: letters,
    run: async (text: string) => {
      if (text.includes('X')) void Promise.reject(new Error('Nobody waits for this.'));
      await new Promise((resolve) => setImmediate(resolve));
    },
  }),
];
