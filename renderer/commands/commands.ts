import type { Behaviour } from '../../shared/bus/behaviour';
import type { Verb } from '../../shared/bus/message';
import type { RequestInput } from '../../shared/ipc/ipc';
import type { DeadLetterEdit, DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import type { BrokerClient, BrokerRow, Peeked } from '../../shared/window/broker-view';
import type { ChosenSteps, PayloadHints } from '../../shared/window/reading';
import type { ExportFormat, OpenedRecording } from '../../shared/window/recording';
import { composedOf, variablesOf } from '../store/draft';
import { type PayloadOwner, payloadOf } from '../store/shown-message';
import type { Selection } from '../store/store';
import { type CommandContext, createAsk, valueIn } from './asking';
import { composeCommands, noFile } from './compose-commands';
import { request } from './request';
import { retryCommands } from './retry-commands';
import { scenarioCommands } from './scenario-commands';
import { settingsCommands } from './settings-commands';
import { tapCommands } from './tap-commands';

/** The control that asks shows the error. */
const inPlace = { inPlace: true } as const;

/** A send that takes longer than this says that it is under way. */
const slowSendMs = 200;

/**
 * Everything a person can ask for, by whatever control or key they ask.
 */
export type Commands = ReturnType<typeof createCommands>;

export function createCommands({ api, store, notify, offerUndo, confirmTopic, confirm }: CommandContext) {
  const { actions } = store;

  const ask = createAsk({ api, store, notify, confirmTopic, confirm });

  async function send(verb: Verb): Promise<void> {
    const { draft, variables } = store.getState();
    const { topic } = draft;
    const composed = composedOf(draft);
    if (composed === undefined) {
      actions.setLastSend({ type: 'refused', verb, topic, error: noFile });
      return;
    }
    const sendId = crypto.randomUUID();
    // The answer mostly comes at once; a word between two receipts would only flicker.
    const slow = setTimeout(() => actions.setLastSend({ type: 'sending', sendId, verb, topic }), slowSendMs);
    const title = verb === 'publish' ? 'Not published' : 'Not broadcast';
    const answer = await ask(
      title,
      verb,
      { ...composed, sendId, variables: variablesOf(variables) },
      inPlace,
    );
    clearTimeout(slow);
    // Sent or refused, it is in the history now; what was typed meanwhile is not.
    const isKept = answer.ok || answer.error.code !== 'cancelled';
    if (isKept && store.getState().draft === draft) actions.editDraft({ edited: false });
    if (answer.ok) actions.setLastSend({ type: 'answered', receipt: answer.value, recipients: [] });
    else actions.setLastSend({ type: 'refused', verb, topic, error: answer.error });
  }

  async function loadTrace(messageId: string): Promise<void> {
    const answer = await request(api, 'trace', { messageId });
    if (!answer.ok) return actions.traceFailed(messageId, answer.error);
    const { events, leftOut } = answer.value;
    actions.traceLoaded(messageId, events);
    if (leftOut > 0) {
      const message = `This message has ${events.length + leftOut} events. The ${leftOut} in the middle are left out of its trace.`;
      notify('The trace is shortened', { code: 'too-large', message });
    }
  }

  return {
    ...settingsCommands(store, ask),
    disconnect: () => ask('Not disconnected', 'disconnect', {}),
    reconnectNow: () => ask('The next try could not be started', 'reconnectNow', {}),

    publish: () => send('publish'),
    broadcast: () => send('broadcast'),
    cancelSend: (sendId: string) => ask('The send could not be cancelled', 'cancelSend', { sendId }),

    ...retryCommands(store, ask),
    ...tapCommands(store, ask),
    ...scenarioCommands(store, ask),
    setBehaviour: (subscriberId: string, behaviour: Behaviour) =>
      ask('The behaviour was not changed', 'setBehaviour', { subscriberId, behaviour }, inPlace),
    pause: (subscriberId: string, paused: boolean) =>
      ask(paused ? 'Not paused' : 'Not resumed', 'pauseSubscriber', { subscriberId, paused }),
    reopenSubscribers: () => ask('Not all subscribers are back', 'reopenSubscribers', {}),
    remove: (subscriberId: string) => ask('Not removed', 'removeSubscriber', { subscriberId }),
    clearPane: (subscriberId: string) => actions.clearPane(subscriberId),
    answer: (deliveryId: string, answer: RequestInput<'answerDelivery'>['answer']) =>
      ask('The delivery was not answered', 'answerDelivery', { deliveryId, answer }),

    choose: (selection: Selection): void => {
      const known = store.getState().trace;
      actions.select(selection);
      if (known?.messageId !== selection.messageId || known.status === 'failed')
        void loadTrace(selection.messageId);
    },
    ...composeCommands(store, ask, offerUndo),
    body: (owner: PayloadOwner) => request(api, 'body', payloadOf(owner)),
    bodySlice: (owner: PayloadOwner, offset: number, length: number) =>
      request(api, 'bodySlice', { ...payloadOf(owner), offset, length }),
    readPayload: (owner: PayloadOwner, hints: PayloadHints, chosen: ChosenSteps) =>
      request(api, 'readPayload', { ...payloadOf(owner), hints, chosen: [...chosen] }),
    readingSlice: (readingId: string, offset: number, length: number) =>
      request(api, 'readingSlice', { readingId, offset, length }),
    saveBody: (owner: PayloadOwner) => ask('The payload was not saved', 'saveBody', payloadOf(owner)),

    brokerTopics: (query: RequestInput<'brokerTopics'>) => request(api, 'brokerTopics', query),
    brokerDetail: (id: string) => request(api, 'brokerDetail', { id }),
    brokerClients: (filter: string) => request(api, 'brokerClients', { filter: filter.slice(0, 1000) }),
    /** After a question: it is not quite as if nobody had looked. */
    peek: async ({ id, name, ready = 0 }: BrokerRow): Promise<Peeked | undefined> => {
      const sure =
        ready === 0 ||
        (await confirm({
          title: `Look at what waits in ${name || id}?`,
          text: 'The first ten messages are taken out for a moment and put back where they were. From then on the broker says of them that they were delivered before.',
          verb: 'Look',
        }));
      return sure ? valueIn(await ask('Not looked at', 'peek', { id })) : undefined;
    },
    brokerMap: (filter: string) => request(api, 'brokerMap', { filter: filter.slice(0, 1000) }),
    savePicture: (format: 'svg' | 'png', text: string) =>
      ask('The picture was not saved', 'savePicture', { format, text }),
    clientChannels: (id: string) => request(api, 'clientChannels', { id }),
    closeClient: async ({ id, program, isOurs }: BrokerClient): Promise<void> => {
      const whose = isOurs ? 'This is a Busdeck’s own. ' : '';
      const sure = await confirm({
        title: `Close the connection of ${program || id}?`,
        text: `${whose}What it has not answered goes to other consumers. Most programs connect again by themselves.`,
        verb: 'Close it',
      });
      if (sure) await ask('Not closed', 'closeClient', { id });
    },
    purgeQueue: (id: string) =>
      ask(
        'Not purged',
        'purgeQueue',
        { id },
        {
          asked: { of: 'queue', name: id, title: 'Throw away what waits?', verb: 'Purge it' },
        },
      ),
    deleteQueue: (id: string) =>
      ask(
        'Not deleted',
        'deleteQueue',
        { id },
        {
          asked: { of: 'queue', name: id, title: 'Delete the queue?', verb: 'Delete it' },
        },
      ),
    topicNames: (text: string) => request(api, 'topicNames', { text: text.slice(0, 1000) }),
    metrics: (since: number) => request(api, 'metrics', { since }),

    historyStats: () => request(api, 'historyStats', {}),
    startRecording: () => ask('Not recorded', 'startRecording', {}),
    stopRecording: () => ask('The recording was not stopped', 'stopRecording', {}),
    openRecording: async (): Promise<void> => {
      const opened = valueIn(await ask('Not opened', 'openRecording', {}));
      if (!opened) return;
      actions.showRecording(opened);
      actions.showTab('history');
    },
    recordingPage: (recordingId: string, from: number) =>
      ask('The recording was not read', 'recordingPage', { recordingId, from }),
    closeRecording: (recordingId: string) =>
      ask('The recording was not closed', 'closeRecording', { recordingId }),
    publishRecording: ({ recordingId, topic }: OpenedRecording, factor: number) => {
      const connection = store.getState().session.profile?.name ?? '';
      const asked =
        topic === undefined
          ? ({ of: 'connection', name: connection } as const)
          : ({ of: 'topic', name: topic } as const);
      return ask('Not published again', 'publishRecording', { recordingId, factor }, { ...inPlace, asked });
    },
    cancelPublishRecording: () => ask('Not cancelled', 'cancelPublishRecording', {}),
    exportDeliveries: (format: ExportFormat, deliveryIds: string[]) =>
      ask('Not exported', 'exportDeliveries', { format, deliveryIds }),

    replay: (selection: DeadLetterSelection) => ask('Not replayed', 'replay', selection),
    discard: (selection: DeadLetterSelection) => ask('Not discarded', 'discard', selection),
    replayEdited: (topic: string, id: string, edit: DeadLetterEdit) =>
      ask('Not replayed', 'replay', { topic, ids: [id], edit }, inPlace),
    deadLetterBody: (topic: string, id: string) =>
      ask('The dead letter could not be read', 'deadLetterBody', { topic, id }, inPlace),
    exportDeadLetters: (selections: readonly DeadLetterSelection[]) =>
      ask('Not exported', 'exportDeadLetters', { selections: [...selections] }),
    lookForDeadLetters: (topic: string) => actions.markDeadLettersStale([topic]),
    listMoreDeadLetters: (topic: string) => actions.askForMoreDeadLetters(topic),
  };
}
