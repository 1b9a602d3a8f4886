import { expect, test } from 'vitest';
import { PublishWindow } from '../../electron/bus/publish-window';
import { BusError } from '../../shared/bus/errors';

const closed = new BusError('closed', 'Closed.');

/** Enters, and notes the order in which those who had to wait got in. */
function enterAll(window: PublishWindow, sizes: number[]): { entered: number[]; waits: Promise<void>[] } {
  const entered: number[] = [];
  const waits: Promise<void>[] = [];
  for (const [index, size] of sizes.entries()) {
    const turn = window.enter(size);
    if (turn === undefined) entered.push(index);
    else waits.push(turn.then(() => void entered.push(index)));
  }
  return { entered, waits };
}

const settle = () => new Promise(setImmediate);

test('bounds the number of messages, first come first served', async () => {
  const window = new PublishWindow({ messages: 2 });
  const { entered } = enterAll(window, [1, 1, 1, 1, 1]);
  expect(entered).toEqual([0, 1]);
  window.leave(1);
  await settle();
  expect(entered).toEqual([0, 1, 2]);
  window.leave(1);
  window.leave(1);
  await settle();
  expect(entered).toEqual([0, 1, 2, 3, 4]);
});

test('bounds the bytes; nobody small overtakes somebody large', async () => {
  const window = new PublishWindow({ bytes: 100 });
  const { entered } = enterAll(window, [60, 60, 1]);
  expect(entered).toEqual([0]);
  window.leave(60);
  await settle();
  expect(entered).toEqual([0, 1, 2]);
});

test('a message larger than the window goes alone', async () => {
  const window = new PublishWindow({ bytes: 100 });
  const { entered } = enterAll(window, [1, 500, 1]);
  expect(entered).toEqual([0]);
  window.leave(1);
  await settle();
  expect(entered).toEqual([0, 1]);
  window.leave(500);
  await settle();
  expect(entered).toEqual([0, 1, 2]);
});

test('refuses who would wait behind too many', () => {
  const window = new PublishWindow({ messages: 1, waiting: 2 });
  enterAll(window, [1, 1, 1]);
  expect(() => window.enter(1)).toThrow(expect.objectContaining({ code: 'overloaded' }));
});

test('closing refuses those who wait, also after many have gone through', async () => {
  const window = new PublishWindow({ messages: 1 });
  const { waits, entered } = enterAll(
    window,
    Array.from({ length: 5000 }, () => 1),
  );
  for (let i = 0; i < 3000; i += 1) window.leave(1);
  await settle();
  expect(entered).toHaveLength(3001);
  window.close(closed);
  const results = await Promise.allSettled(waits);
  const refused = results.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(1999);
  for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toBe(closed);
});
