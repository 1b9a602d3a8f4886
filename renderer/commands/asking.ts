import type { ErrorInfo } from '../../shared/bus/errors';
import type { Api, RequestInput, RequestName, Responses, Result } from '../../shared/ipc/ipc';
import type { AskedName, Confirm, ConfirmTopic, OfferUndo } from '../ask/questions';
import type { BusdeckStore } from '../store/store';
import { requestConfirmed } from './request-confirmed';

export interface CommandContext {
  readonly api: Api;
  readonly store: BusdeckStore;
  readonly notify: (title: string, error: ErrorInfo) => void;
  readonly offerUndo: OfferUndo;
  readonly confirmTopic: ConfirmTopic;
  readonly confirm: Confirm;
}

/** The two ways to ask: the control shows an error itself, or it is told in a notification. */
export interface Asking {
  readonly ask: <Name extends RequestName>(
    title: string,
    name: Name,
    argument: RequestInput<Name>,
    asked?: AskedName,
  ) => Promise<Result<Responses[Name]>>;
  readonly tell: <Name extends RequestName>(
    title: string,
    name: Name,
    argument: RequestInput<Name>,
  ) => Promise<Responses[Name] | undefined>;
}

export function createAsking({
  api,
  store,
  notify,
  confirmTopic,
  confirm,
}: Omit<CommandContext, 'offerUndo'>): Asking {
  const { actions } = store;

  async function ask<Name extends RequestName>(
    title: string,
    name: Name,
    argument: RequestInput<Name>,
    asked?: AskedName,
  ): Promise<Result<Responses[Name]>> {
    const answer = await requestConfirmed(api, name, argument, { confirmTopic, confirm }, asked);
    if (!answer.ok && answer.error.code !== 'cancelled') actions.logProblem(title, answer.error);
    return answer;
  }

  async function tell<Name extends RequestName>(
    title: string,
    name: Name,
    argument: RequestInput<Name>,
  ): Promise<Responses[Name] | undefined> {
    const answer = await ask(title, name, argument);
    if (answer.ok) return answer.value;
    if (answer.error.code !== 'cancelled') notify(title, answer.error);
    return undefined;
  }

  return { ask, tell };
}
