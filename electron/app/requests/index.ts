import { app } from 'electron';
import type { SettingsResponses } from '../../../shared/ipc/requests-settings';
import type { SettingsView } from '../../../shared/window/settings';
import type { BrokerDesk } from '../../monitor/broker-desk';
import type { TracingKeeper } from '../../monitor/tracing';
import type { ScenarioDesk } from '../../scenario/desk';
import type { Metrics } from '../../session/metrics';
import type { PayloadReader } from '../../session/read/payload-reader';
import type { Recordings } from '../../session/recording/recordings';
import type { PayloadSearch } from '../../session/search/payload-search';
import type { Session } from '../../session/session';
import type { ChosenFiles } from '../../session/settings/chosen-files';
import type { Handlers } from '../ipc';
import type { Relay } from '../relay';
import { brokerHandlers } from './broker';
import type { ComposerDesk } from './compose';
import { deadLetterHandlers } from './dead-letters';
import { historyHandlers } from './history';
import { scenarioHandlers } from './scenario';
import { tapHandlers } from './taps';

export interface Parts {
  readonly session: Session;
  readonly broker: BrokerDesk;
  readonly tracing: TracingKeeper;
  readonly chosen: ChosenFiles;
  readonly relay: Relay;
  readonly desk: ComposerDesk;
  readonly metrics: Metrics;
  readonly recordings: Recordings;
  readonly search: PayloadSearch;
  readonly reader: PayloadReader;
  readonly scenarios: ScenarioDesk;
  /** What was done by hand, as a scenario. */
  readonly textOfDeeds: () => string;
  /** The part of the table that is about settings and saved connections. */
  readonly settings: Pick<Handlers, keyof SettingsResponses>;
  readonly view: () => SettingsView;
  /** Loads the page again, see the request of that name. */
  readonly startAgain: (empty: boolean) => Promise<void>;
  /** A page is there, and takes notices. */
  readonly onOpen: () => void;
}

/** The request table's other half: which part of the main process answers what. */
export function requestHandlers({
  session,
  broker,
  tracing,
  chosen,
  relay,
  desk,
  metrics,
  recordings,
  search,
  reader,
  scenarios,
  textOfDeeds,
  settings,
  view,
  startAgain,
  onOpen,
}: Parts): Handlers {
  return {
    ...settings,
    ...historyHandlers({ session, metrics, recordings, search, reader, scenarios }),
    ...scenarioHandlers(scenarios, textOfDeeds),
    ...brokerHandlers(session, broker),
    ...tapHandlers(session, broker, tracing),
    open: () => {
      relay.open();
      onOpen();
      const { counters } = session;
      let missed = 0;
      for (const { received } of counters.subscribers.values()) missed += received;
      return {
        version: app.getVersion(),
        settings: view(),
        state: { ...session.state(), ...recordings.state() },
        counters: counters.all(),
        missed,
      };
    },
    startAgain: async ({ empty }) => {
      await startAgain(empty);
      return null;
    },
    acknowledge: ({ batch }) => {
      relay.acknowledge(batch);
      return null;
    },
    connect: ({ evenIfLost, ...options }) => {
      if ('tls' in options) chosen.check(options.tls, []);
      return session.connect(options, undefined, { evenIfLost });
    },
    disconnect: (leaving) => session.disconnect(leaving),
    reconnectNow: () => session.reconnectNow(),
    publish: (request) => desk.send('publish', request),
    broadcast: (request) => desk.send('broadcast', request),
    cancelSend: ({ sendId }) => {
      session.cancelSend(sendId);
      return null;
    },
    addSubscribers: (request) => session.addSubscribers(request),
    reopenSubscribers: () => session.reopenSubscribers(),
    setRetry: async (request) => {
      await session.setRetry(request);
      return null;
    },
    setBehaviour: (request) => session.setBehaviour(request),
    pauseSubscriber: (request) => session.pauseSubscriber(request),
    removeSubscriber: async (request) => {
      await session.removeSubscriber(request);
      return null;
    },
    answerDelivery: async (request) => {
      await session.answerDelivery(request);
      return null;
    },
    ...deadLetterHandlers(session),
    ...desk.handlers(),
  };
}
