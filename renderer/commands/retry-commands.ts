import type { SubscriberInfo } from '../../shared/bus/bus-event';
import type { RetryPolicy } from '../../shared/bus/connection';
import type { RequestInput, Responses, Result } from '../../shared/ipc/ipc';
import type { RetryChoice } from '../store/retry-choice';
import type { BusdeckStore } from '../store/store';
import type { Ask } from './asking';

/** What a person can ask for about retries: for one subscriber, for some new ones, or for a whole topic. */
export function retryCommands(store: BusdeckStore, ask: Ask) {
  const title = 'The retries were not changed';

  /** What is so already is not asked for. */
  async function setTopicRetry(topic: string, policy: RetryPolicy | null): Promise<Result<null>> {
    const known = store.getState().session.retryByTopic.get(topic) ?? null;
    if (JSON.stringify(known) === JSON.stringify(policy)) return { ok: true, value: null };
    return ask(title, 'setRetry', { of: 'topic', topic, policy }, { inPlace: true });
  }

  return {
    setRetry: async (
      { id, topic }: Pick<SubscriberInfo, 'id' | 'topic'>,
      { from, policy }: RetryChoice,
    ): Promise<Result<null>> => {
      const own = from === 'subscriber' ? policy : null;
      const answer = await ask(
        title,
        'setRetry',
        { of: 'subscriber', subscriberId: id, policy: own },
        { inPlace: true },
      );
      if (!answer.ok || from === 'subscriber') return answer;
      return setTopicRetry(topic, from === 'topic' ? policy : null);
    },

    addSubscribers: async (
      options: RequestInput<'addSubscribers'>,
      /** Without one they go by what holds already. */
      retry?: RetryChoice,
    ): Promise<Result<Responses['addSubscribers']>> => {
      if (retry !== undefined && retry.from !== 'subscriber') {
        const answer = await setTopicRetry(options.topic, retry.from === 'topic' ? retry.policy : null);
        if (!answer.ok) return answer;
      }
      const own = retry?.from === 'subscriber' ? { retry: retry.policy } : {};
      return ask('Not subscribed', 'addSubscribers', { ...options, ...own }, { inPlace: true });
    },
  };
}
