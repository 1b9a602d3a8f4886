import type { Api } from '../../shared/ipc/ipc';
import { request } from '../commands/request';
import { askedOf } from '../store/dead-letters';
import type { BusdeckState, BusdeckStore } from '../store/store';

/** Dead letters come in bursts; one look after each is enough. */
const pauseMs = 250;

/** Keeps the lists of dead letters up to date: looks when a topic comes into view and when its letters changed. */
export function watchDeadLetters(api: Api, store: BusdeckStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = false;
  let seen = viewOf(store.getState());

  async function look(): Promise<void> {
    looking = true;
    await Promise.all(
      store.actions.takeStaleDeadLetters().map(async (topic) => {
        const most = askedOf(store.getState().deadLetters, topic);
        const answer = await request(api, 'deadLetters', { topic, most });
        if (answer.ok) store.actions.deadLettersLoaded(topic, answer.value);
        else store.actions.deadLettersFailed(topic, answer.error);
      }),
    );
    looking = false;
    plan();
  }

  function plan(): void {
    if (looking || timer !== undefined || store.getState().deadLetters.stale.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void look();
    }, pauseMs);
  }

  const unsubscribe = store.subscribe((state) => {
    const before = seen;
    const now = viewOf(state);
    // First, since what follows changes the store and calls back here.
    seen = now;
    const isElsewhere = now.endpoint !== before.endpoint;
    const hasMore = !before.ready || now.topics.join('\n') !== before.topics.join('\n');
    // Another broker has other dead letters.
    if (isElsewhere) store.actions.forgetDeadLetters();
    if (now.ready && (isElsewhere || hasMore)) {
      store.actions.markDeadLettersStale([...now.topics, ...store.getState().deadLetters.byTopic.keys()]);
    }
    plan();
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}

/** What decides which lists are wanted. */
function viewOf({ session, subscribers }: BusdeckState) {
  const { state, endpoint } = session.connection;
  return {
    endpoint,
    ready: state === 'ready' || state === 'blocked',
    topics: [...new Set([...subscribers.byId.values()].map(({ topic }) => topic))],
  };
}
