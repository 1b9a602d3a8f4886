import { expect, test } from 'vitest';
import { Pacer, type Step } from '../../electron/session/pacer';
import { Latch } from '../support/latch';

const at = (send: Step['send'], more: Partial<Step> = {}): Step => ({ dueMs: 0, send, ...more });

test('a step that cannot be made ready ends it, and what was begun before is waited for', async () => {
  const answer = new Latch();
  let answered = false;
  const steps = [
    at(async () => {
      await answer.opened;
      answered = true;
      return true;
    }),
    at(async () => true, { ready: () => Promise.reject(new Error('the file is gone')) }),
  ];
  const run = new Pacer(4, new AbortController().signal).run(steps);
  setImmediate(() => answer.open());
  await expect(run).rejects.toThrow('the file is gone');
  expect(answered).toBe(true);
});

test('no more are under way than it may have, and that grows with the answers', async () => {
  let underWay = 0;
  let most = 0;
  const steps = Array.from({ length: 500 }, () =>
    at(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return true;
    }),
  );
  await new Pacer(40, new AbortController().signal).run(steps);
  expect(most).toBe(40);
});

test('what is stopped begins nothing more', async () => {
  const stop = new AbortController();
  let begun = 0;
  function* steps(): Generator<Step> {
    for (;;)
      yield at(async () => {
        begun += 1;
        if (begun === 10) stop.abort();
        return true;
      });
  }
  await new Pacer(1, stop.signal).run(steps());
  expect(begun).toBe(10);
});
