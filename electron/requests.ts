import { app } from 'electron';
import { BusError } from '../shared/errors';
import type { SettingsResponses } from '../shared/requests-settings';
import type { SettingsView } from '../shared/settings';
import type { Handlers } from './ipc';
import type { Relay } from './relay';
import type { Session } from './session';

interface RequestContext {
  readonly session: Session;
  readonly relay: Relay;
  /** The part of the table that is about settings and saved connections. */
  readonly settings: Pick<Handlers, keyof SettingsResponses>;
  readonly view: () => SettingsView;
}

/** The request table's other half: which part of the main process answers what. */
export function requestHandlers({ session, relay, settings, view }: RequestContext): Handlers {
  return {
    ...settings,
    open: () => {
      relay.open();
      const { counters } = session;
      let missed = 0;
      for (const { received } of counters.subscribers.values()) missed += received;
      return {
        version: app.getVersion(),
        settings: view(),
        state: session.state(),
        counters: counters.all(),
        missed,
      };
    },
    acknowledge: ({ batch }) => {
      relay.acknowledge(batch);
      return null;
    },
    connect: (options) => session.connect(options),
    disconnect: () => session.disconnect(),
    reconnectNow: () => session.reconnectNow(),
    publish: (request) => session.send('publish', request),
    broadcast: (request) => session.send('broadcast', request),
    cancelSend: ({ sendId }) => {
      session.cancelSend(sendId);
      return null;
    },
    addSubscribers: (request) => session.addSubscribers(request),
    setBehaviour: (request) => session.setBehaviour(request),
    pauseSubscriber: (request) => session.pauseSubscriber(request),
    removeSubscriber: async (request) => {
      await session.removeSubscriber(request);
      return null;
    },
    answerDelivery: (request) => {
      session.answerDelivery(request);
      return null;
    },
    body: ({ messageId }) => {
      const body = session.history.body(messageId);
      if (body === undefined) {
        throw new BusError(
          'not-found',
          'This message is no longer in the history; it was evicted to make room.',
        );
      }
      return body;
    },
    trace: ({ messageId }) => session.history.trace(messageId),
    deadLetters: ({ topic }) => session.deadLetters(topic),
    replay: (selection) => session.replay(selection),
    discard: (selection) => session.discard(selection),
  };
}
