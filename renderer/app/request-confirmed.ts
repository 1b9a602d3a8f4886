import type { Api, RequestInput, RequestName, Responses, Result } from '../../shared/ipc';
import { request } from './request';

export interface TopicQuestion {
  readonly topic: string;
  readonly title?: string;
  /** What will happen, and to how many. */
  readonly text: string;
  readonly verb?: string;
  readonly dangerous?: boolean;
}

/** Asks the person to type the topic's name; undefined when they would rather not. */
export type ConfirmTopic = (question: TopicQuestion) => Promise<string | undefined>;

/**
 * Asks the main process. Where a production connection wants the topic's name typed first, asks the person for it and
 * then once more: so no control has to know of it, and none can forget it.
 */
export async function requestConfirmed<Name extends RequestName>(
  api: Api,
  name: Name,
  argument: RequestInput<Name>,
  confirmTopic: ConfirmTopic,
): Promise<Result<Responses[Name]>> {
  const answer = await request(api, name, argument);
  if (answer.ok || answer.error.code !== 'confirmation-needed' || !('topic' in argument)) return answer;
  const confirmedTopic = await confirmTopic({ topic: argument.topic, text: answer.error.message });
  if (confirmedTopic === undefined) {
    return {
      ok: false,
      error: { code: 'cancelled', message: 'Nothing was done: the topic’s name was not typed.' },
    };
  }
  return request(api, name, { ...argument, confirmedTopic });
}
