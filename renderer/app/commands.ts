import type { Behaviour } from '../../shared/behaviour';
import type { DeadLetterSelection } from '../../shared/dead-letter';
import type { ErrorInfo } from '../../shared/errors';
import type { Api, RequestInput, RequestName, Responses, Result } from '../../shared/ipc';
import type { Verb } from '../../shared/message';
import { headersOf } from '../store/draft';
import type { BusdeckStore, Selection } from '../store/store';
import { request } from './request';
import { type ConfirmTopic, requestConfirmed } from './request-confirmed';
import { createSettingsCommands } from './settings-commands';

export interface CommandContext {
  readonly api: Api;
  readonly store: BusdeckStore;
  readonly notify: (title: string, error: ErrorInfo) => void;
  readonly confirmTopic: ConfirmTopic;
}

/** A send that takes longer than this says that it is under way. */
const slowSendMs = 200;

/**
 * Everything a person can ask for, by whatever control or key they ask. A command that returns a Result leaves it to
 * its control to show the error in place; the others say it themselves. Either way it is in the log.
 */
export type Commands = ReturnType<typeof createCommands>;

export function createCommands({ api, store, notify, confirmTopic }: CommandContext) {
  const { actions } = store;

  async function ask<Name extends RequestName>(
    title: string,
    name: Name,
    argument: RequestInput<Name>,
  ): Promise<Result<Responses[Name]>> {
    const answer = await requestConfirmed(api, name, argument, confirmTopic);
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

  async function send(verb: Verb): Promise<void> {
    const { topic, format, text, headers, count, rate } = store.getState().draft;
    const sendId = crypto.randomUUID();
    // The answer mostly comes at once; a word between two receipts would only flicker.
    const slow = setTimeout(() => actions.setLastSend({ type: 'sending', verb, topic }), slowSendMs);
    const title = verb === 'publish' ? 'Not published' : 'Not broadcast';
    const answer = await ask(title, verb, {
      sendId,
      topic,
      payload: { format, text },
      headers: { ...headersOf(headers) },
      count,
      rate,
    });
    clearTimeout(slow);
    if (answer.ok) actions.setLastSend({ type: 'answered', receipt: answer.value, recipients: [] });
    else actions.setLastSend({ type: 'refused', verb, topic, error: answer.error });
  }

  async function loadTrace(messageId: string): Promise<void> {
    const answer = await request(api, 'trace', { messageId });
    if (answer.ok) actions.traceLoaded(messageId, answer.value);
    else actions.traceFailed(messageId, answer.error);
  }

  return {
    ...createSettingsCommands({ store, ask, tell }),
    disconnect: () => tell('Not disconnected', 'disconnect', {}),
    reconnectNow: () => tell('The next try could not be started', 'reconnectNow', {}),

    publish: () => send('publish'),
    broadcast: () => send('broadcast'),
    cancelSend: (sendId: string) => tell('The send could not be cancelled', 'cancelSend', { sendId }),

    addSubscribers: (options: RequestInput<'addSubscribers'>) =>
      ask('Not subscribed', 'addSubscribers', options),
    setBehaviour: (subscriberId: string, behaviour: Behaviour) =>
      ask('The behaviour was not changed', 'setBehaviour', { subscriberId, behaviour }),
    pause: (subscriberId: string, paused: boolean) =>
      tell(paused ? 'Not paused' : 'Not resumed', 'pauseSubscriber', { subscriberId, paused }),
    remove: (subscriberId: string) => tell('Not removed', 'removeSubscriber', { subscriberId }),
    clearPane: (subscriberId: string) => actions.clearPane(subscriberId),
    answer: (deliveryId: string, answer: 'ack' | 'fail') =>
      tell('The delivery was not answered', 'answerDelivery', { deliveryId, answer }),

    choose: (selection: Selection): void => {
      const known = store.getState().trace;
      actions.select(selection);
      if (known?.messageId !== selection.messageId || known.status === 'failed')
        void loadTrace(selection.messageId);
    },
    body: (messageId: string) => request(api, 'body', { messageId }),

    replay: (selection: DeadLetterSelection) => tell('Not replayed', 'replay', selection),
    discard: (selection: DeadLetterSelection) => tell('Not discarded', 'discard', selection),
    lookForDeadLetters: (topic: string) => actions.markDeadLettersStale([topic]),
  };
}
