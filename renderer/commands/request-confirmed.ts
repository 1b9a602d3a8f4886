import type { Api, RequestInput, RequestName, Responses, Result } from '../../shared/ipc/ipc';
import type { AskedName, Confirm, ConfirmTopic } from '../ask/questions';
import { request } from './request';

/** What is asked before messages go with what was asked for. */
const lossQuestions: { readonly [Name in RequestName]?: { readonly title: string; readonly verb: string } } =
  {
    removeSubscriber: { title: 'Remove the last subscriber?', verb: 'Remove' },
    disconnect: { title: 'Disconnect?', verb: 'Disconnect' },
    connect: { title: 'Leave this connection?', verb: 'Leave' },
    connectProfile: { title: 'Leave this connection?', verb: 'Leave' },
  };

/**
 * Asks the main process. Where a production connection wants a name typed first, asks the person for it and
 * then once more: so no control has to know of it, and none can forget it.
 */
export async function requestConfirmed<Name extends RequestName>(
  api: Api,
  name: Name,
  argument: RequestInput<Name>,
  { confirmTopic, confirm }: { readonly confirmTopic: ConfirmTopic; readonly confirm: Confirm },
  asked: AskedName | undefined = 'topic' in argument ? { of: 'topic', name: argument.topic } : undefined,
): Promise<Result<Responses[Name]>> {
  const answer = await request(api, name, argument);
  const question = lossQuestions[name];
  if (!answer.ok && answer.error.code === 'would-lose' && question !== undefined) {
    if (await confirm({ ...question, text: answer.error.message })) {
      return request(api, name, { ...argument, evenIfLost: true });
    }
    return { ok: false, error: { code: 'cancelled', message: 'Nothing was done.' } };
  }
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
