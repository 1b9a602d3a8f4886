import { app } from 'electron';
import { BusError } from '../shared/errors';
import type { ComposerDesk } from './compose/composer-desk';
import { deadLetterHandlers } from './dead-letter-requests';
import type { Handlers } from './ipc';
import type { Relay } from './relay';
import type { Session } from './session';

/** The request table's other half: which part of the main process answers what. */
export function requestHandlers(session: Session, relay: Relay, desk: ComposerDesk): Handlers {
  return {
    open: () => {
      relay.open();
      const { counters } = session;
      let missed = 0;
      for (const { received } of counters.subscribers.values()) missed += received;
      return { version: app.getVersion(), state: session.state(), counters: counters.all(), missed };
    },
    acknowledge: ({ batch }) => {
      relay.acknowledge(batch);
      return null;
    },
    connect: (options) => session.connect(options),
    disconnect: () => session.disconnect(),
    reconnectNow: () => session.reconnectNow(),
    publish: (request) => desk.send('publish', request),
    broadcast: (request) => desk.send('broadcast', request),
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
    ...deadLetterHandlers(session),
    ...desk.handlers(),
  };
}
