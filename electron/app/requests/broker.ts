import { BusError } from '../../../shared/bus/errors';
import type { BrokerResponses } from '../../../shared/window/broker-view';
import type { BrokerDesk } from '../../monitor/broker-desk';
import type { Session } from '../../session/session';
import type { Handlers } from '../ipc';
import { savePicture } from '../save-picture';

/** Of what cannot be undone, on any connection. */
function wantsName(name: string, typed: string | undefined, what: string): void {
  if (typed !== name) throw new BusError('confirmation-needed', `${what} Type its name to go on.`);
}

/** What the Broker view asks for. */
export function brokerHandlers(session: Session, broker: BrokerDesk): Pick<Handlers, keyof BrokerResponses> {
  return {
    brokerTopics: (query) => broker.page(query),
    brokerDetail: ({ id }) => broker.detail(id),
    peek: ({ id }) => {
      // It marks them as delivered before.
      session.allow({ what: 'peek', count: 1 });
      return broker.peek(id);
    },
    brokerMap: ({ filter }) => broker.map(filter),
    savePicture: ({ format, text }) => savePicture(format, text),
    brokerClients: ({ filter }) => broker.clients(filter),
    clientChannels: ({ id }) => broker.channels(id),
    closeClient: async ({ id }) => {
      session.allow({ what: 'close', count: 1 });
      await broker.closeClient(id);
      return null;
    },
    purgeQueue: async ({ id, confirmedTopic }) => {
      session.allow({ what: 'purge', count: 1 });
      wantsName(id, confirmedTopic, 'All that waits in it is thrown away, and cannot be had back.');
      await broker.purge(id);
      return null;
    },
    deleteQueue: async ({ id, confirmedTopic }) => {
      session.allow({ what: 'delete', count: 1 });
      wantsName(
        id,
        confirmedTopic,
        'The queue and all that is in it are gone then, and its consumers lose it.',
      );
      await broker.remove(id);
      return null;
    },
    topicNames: ({ text, most }) => broker.names(text, most),
  };
}
