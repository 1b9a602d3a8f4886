import type { ErrorInfo } from '../../shared/bus/errors';
import type { Api, RequestInput, RequestName, Responses, Result } from '../../shared/ipc/ipc';
import type { AskedName, Confirm, ConfirmTopic, NameQuestion, OfferUndo } from '../ask/questions';
import type { BusdeckStore } from '../store/store';
import { request } from './request';

export interface CommandContext {
  readonly api: Api;
  readonly store: BusdeckStore;
  readonly notify: (title: string, error: ErrorInfo) => void;
  readonly offerUndo: OfferUndo;
  readonly confirmTopic: ConfirmTopic;
  readonly confirm: Confirm;
}

export interface AskOptions {
  /** The control that asked shows what went wrong; else a notification does. */
  readonly inPlace?: true;
  /** The name to type where a production connection wants one. Default: that of the topic it is about. */
  readonly asked?: AskedName & Pick<NameQuestion, 'title' | 'verb'>;
}

/** Asks the main process for what a person wants done. What goes wrong is in the log, under the title. */
export type Ask = <Name extends RequestName>(
  title: string,
  name: Name,
  argument: RequestInput<Name>,
  options?: AskOptions,
) => Promise<Result<Responses[Name]>>;

export function createAsk(context: Omit<CommandContext, 'offerUndo'>): Ask {
  return async (title, name, argument, options = {}) => {
    const answer = await requestConfirmed(context, name, argument, options);
    if (answer.ok || answer.error.code === 'cancelled') return answer;
    context.store.actions.logProblem(title, answer.error);
    if (options.inPlace === undefined) context.notify(title, answer.error);
    return answer;
  };
}

export function valueIn<Value>(answer: Result<Value>): Value | undefined {
  return answer.ok ? answer.value : undefined;
}

/** What is asked before messages go with what was asked for. */
const lossQuestions: { readonly [Name in RequestName]?: { readonly title: string; readonly verb: string } } =
  {
    removeSubscriber: { title: 'Remove the last subscriber?', verb: 'Remove' },
    disconnect: { title: 'Disconnect?', verb: 'Disconnect' },
    connect: { title: 'Leave this connection?', verb: 'Leave' },
    connectProfile: { title: 'Leave this connection?', verb: 'Leave' },
  };

/** Where the main process wants a person's word first, gets it and asks once more: so no control can forget it. */
async function requestConfirmed<Name extends RequestName>(
  { api, confirmTopic, confirm }: Pick<CommandContext, 'api' | 'confirmTopic' | 'confirm'>,
  name: Name,
  argument: RequestInput<Name>,
  { asked = 'topic' in argument ? { of: 'topic', name: argument.topic } : undefined }: AskOptions,
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
