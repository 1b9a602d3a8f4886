import type { Batch } from '../../shared/ipc/ipc';
import type { CommandContext } from '../commands/asking';
import { request } from '../commands/request';

/** Opens the stream of batches and feeds it to the store. Returns the function that stops listening. */
export async function startStream({
  api,
  store,
  notify,
}: Pick<CommandContext, 'api' | 'store' | 'notify'>): Promise<() => void> {
  // Listening begins before `open`, so that no batch falls between the two.
  let waiting: Batch[] | undefined = [];
  const stop = api.onBatch((batch) => {
    if (waiting === undefined) take(batch);
    else waiting.push(batch);
  });

  // In a task of its own, since unpacking a batch is one already: between the two a click has its turn.
  function take(batch: Batch): void {
    setTimeout(() => {
      store.actions.append(batch);
      // Only after it is on the screen does the next batch come: main sends no faster than the window can draw.
      afterPaint(() => void request(api, 'acknowledge', { batch: batch.batch }));
    });
  }

  const opening = await request(api, 'open', {});
  if (opening.ok) {
    store.actions.open(opening.value);
    // A reloaded page may still hear the last batch of the stream before.
    const first = waiting.findLastIndex(({ batch }) => batch === 1);
    const ours = first < 0 ? [] : waiting.slice(first);
    waiting = undefined;
    for (const batch of ours) take(batch);
  } else {
    const title = 'This window shows nothing: it could not be joined to the bus';
    store.actions.logProblem(title, opening.error);
    notify(title, opening.error);
  }
  return stop;
}

/** Calls back after the next frame; soon, at any rate, when no frames are drawn because nobody can see them. */
function afterPaint(callback: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    clearTimeout(fallback);
    callback();
  };
  const fallback = setTimeout(once, document.visibilityState === 'hidden' ? 50 : 500);
  requestAnimationFrame(once);
}
