import type { Api } from '../../shared/ipc/ipc';
import { request } from '../commands/request';
import type { BusdeckStore } from '../store/store';

/** Rows come in many at once; what they want is asked together. */
const pauseMs = 30;

/** Has the main process look into whole payloads where a filter wants to know, one request at a time. */
export function watchPayloads(api: Api, store: BusdeckStore): void {
  const { payloads } = store.getState();
  let busy = false;

  async function search(): Promise<void> {
    for (let step = payloads.take(); step !== undefined; step = payloads.take()) {
      const { question, deliveries } = step;
      const answer = await request(api, 'findInPayloads', { question, deliveries });
      if (answer.ok) store.actions.payloadsAnswered(step, answer.value);
      else store.actions.payloadsFailed(step, answer.error);
    }
    busy = false;
  }

  payloads.onWanted = () => {
    if (busy) return;
    busy = true;
    setTimeout(() => void search(), pauseMs);
  };
}
