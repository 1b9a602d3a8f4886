import type { Api, RequestInput, RequestName, Responses, Result } from '../../shared/ipc/ipc';
import { request } from './request';

/** What has to be typed: a topic's name, or the connection's where it is about several topics. */
export interface AskedName {
  readonly name: string;
  readonly of: 'topic' | 'connection';
}

export interface NameQuestion extends AskedName {
  readonly title?: string;
  /** What will happen, and to how many. */
  readonly text: string;
  readonly verb?: string;
  readonly dangerous?: boolean;
}

/** Asks the person to type the name; undefined when they would rather not. */
export type ConfirmTopic = (question: NameQuestion) => Promise<string | undefined>;

/**
 * Asks the main process. Where a production connection wants a name typed first, asks the person for it and
 * then once more: so no control has to know of it, and none can forget it.
 */
export async function requestConfirmed<Name extends RequestName>(
  api: Api,
  name: Name,
  argument: RequestInput<Name>,
  confirmTopic: ConfirmTopic,
  asked: AskedName | undefined = 'topic' in argument ? { of: 'topic', name: argument.topic } : undefined,
): Promise<Result<Responses[Name]>> {
  const answer = await request(api, name, argument);
  if (answer.ok || answer.error.code !== 'confirmation-needed' || asked === undefined) return answer;
  const confirmedTopic = await confirmTopic({ ...asked, text: answer.error.message });
  if (confirmedTopic === undefined) {
    return {
      ok: false,
      error: { code: 'cancelled', message: `Nothing was done: the ${asked.of}’s name was not typed.` },
    };
  }
  return request(api, name, { ...argument, confirmedTopic });
}
