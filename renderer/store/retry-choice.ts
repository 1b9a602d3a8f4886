import type { RetryInForce, RetryPolicy } from '../../shared/bus/connection';
import type { Session } from './session';

/** Whose policy a subscriber goes by, and that policy. */
export type RetryChoice = RetryInForce;
export type RetrySource = RetryInForce['from'];

/** What a new subscriber of the topic goes by. */
export function inheritedRetry({ retry, retryByTopic }: Session, topic: string): RetryChoice {
  const policy = retryByTopic.get(topic);
  return policy === undefined ? { from: 'connection', policy: retry } : { from: 'topic', policy };
}

/** Another source begins with what was in force, so that only the difference needs to be typed. */
export function withSource(
  { policy }: RetryChoice,
  from: RetrySource,
  { retry, retryByTopic }: Session,
  topic: string,
): RetryChoice {
  const known: RetryPolicy | undefined = from === 'connection' ? retry : retryByTopic.get(topic);
  return { from, policy: from === 'subscriber' ? policy : (known ?? policy) };
}
