import { join } from 'node:path';
import type { WebContents } from 'electron';
import type { ErrorInfo } from '../../shared/bus/errors';
import { BrokerDesk } from '../monitor/broker-desk';
import { createMonitor } from '../monitor/monitors';
import { TracingKeeper } from '../monitor/tracing';
import { Journal } from '../scenario/by-hand/journal';
import { ScenarioDesk } from '../scenario/desk';
import { Metrics } from '../session/metrics';
import { PayloadReader } from '../session/read/payload-reader';
import { Recordings } from '../session/recording/recordings';
import { PayloadSearch } from '../session/search/payload-search';
import { Session } from '../session/session';
import { ChosenFiles } from '../session/settings/chosen-files';
import { KeptSetups } from '../session/settings/kept-setups';
import { Profiles } from '../session/settings/profiles';
import { Secrets } from '../session/settings/secrets';
import { SettingsStore } from '../session/settings/settings-store';
import { settingsView } from '../session/settings/settings-view';
import { TracingJournal } from '../session/tracing-journal';
import type { Handlers } from './ipc';
import { LeftoverTracing } from './leftover-tracing';
import { deliverTo, noticeTo, Relay } from './relay';
import { ComposerDesk } from './requests/compose';
import { requestHandlers } from './requests/index';
import { settingsHandlers } from './requests/settings';
import { systemVault } from './vault';

export interface WorkspaceOptions {
  /** Its files are here, see {@link workspaceFiles}. */
  readonly folder: string;
  readonly page: () => WebContents | undefined;
  /** Whether a person can see it now. */
  readonly isSeen: () => boolean;
  /** The preferences may be others now. */
  readonly onPreferences: (settings: SettingsStore) => void;
  /** Loads the page again, see the request of that name. */
  readonly startAgain: (empty: boolean) => Promise<void>;
}

/** All that a workspace keeps from one start of the app to the next. */
export const workspaceFiles = {
  settings: 'settings.json',
  secrets: 'secrets.json',
  sent: 'sent.ndjson',
  collection: 'collection.json',
  tracing: 'tracing.json',
} as const;

export interface Workspace {
  readonly settings: SettingsStore;
  readonly session: Session;
  readonly handlers: Handlers;
  /** Told in the window. */
  readonly tellProblem: (error: ErrorInfo) => void;
  /** To be called once the app is ready: the keychain answers only then. */
  begin(): Promise<void>;
  /** In order and final; it may take as long as it takes. */
  close(): Promise<void>;
  /** What must not be lost, at once and without any thread's help. */
  rescue(): void;
}

/** What the window works on, put together: the settings and passwords, the session, and what answers the page's requests. */
export function openWorkspace({
  folder,
  page,
  isSeen,
  onPreferences,
  startAgain,
}: WorkspaceOptions): Workspace {
  const settings = new SettingsStore(join(folder, workspaceFiles.settings));
  const secrets = new Secrets(join(folder, workspaceFiles.secrets), systemVault);
  const setups = new KeptSetups(settings);
  const journal = new Journal();
  const session = new Session(setups, journal);
  const desk = new ComposerDesk(session, {
    sent: join(folder, workspaceFiles.sent),
    collection: join(folder, workspaceFiles.collection),
  });
  const metrics = new Metrics();
  const broker = new BrokerDesk(
    () => session.watchable(),
    createMonitor,
    () => settings.current.preferences.thresholds,
  );
  const switches = new TracingJournal(join(folder, workspaceFiles.tracing));
  const tracing = new TracingKeeper(switches);
  const recordings = new Recordings(() => relay.touch());
  const search = new PayloadSearch((messageId, deliveryId) =>
    recordings.body(session.history, messageId, deliveryId),
  );
  const reader = new PayloadReader();
  const chosen = new ChosenFiles();
  const profiles = new Profiles({ settings, secrets, session, setups, chosen });
  const relay = new Relay({
    deliver: deliverTo(page),
    takeCounters: () => session.counters.takeChanges(),
    state: () => ({ ...session.state(), ...recordings.state() }),
  });
  session.onEvent((event, message) => {
    metrics.add(event);
    journal.add(event);
    recordings.add(event, message);
    relay.add(event);
  });
  const stopSampling = metrics.start();
  broker.watch(isSeen);
  session.onChange(() => relay.touch());

  const tell = noticeTo(page);
  const tellProblem = (error: ErrorInfo) => tell({ type: 'problem', error });
  const scenarios = new ScenarioDesk(session, (play) => tell({ type: 'scenario', play }));
  const leftover = new LeftoverTracing({
    session,
    profiles,
    journal: switches,
    keeper: tracing,
    tell: tellProblem,
  });
  const view = () => settingsView(settings, secrets, profiles);
  const keepToLimit = () => session.history.setLimit(settings.current.preferences.historyBytes);
  settings.onChange(() => {
    onPreferences(settings);
    keepToLimit();
    tell({ type: 'settings', settings: view() });
  });

  return {
    settings,
    session,
    handlers: requestHandlers({
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
      textOfDeeds: () => journal.text(),
      settings: settingsHandlers({ settings, profiles, files: session.files, chosen, view }),
      view,
      startAgain,
      onOpen: () => {
        leftover.begin();
        scenarios.tellAgain();
      },
    }),
    tellProblem,
    begin: async () => {
      profiles.bindSecrets();
      keepToLimit();
      onPreferences(settings);
      await session.openFirst(settings.current.preferences.retry).catch(() => {
        // A person connected elsewhere, or quit, before it was open.
      });
    },
    close: async () => {
      stopSampling();
      relay.close();
      broker.stop();
      await scenarios.close();
      await Promise.all([settings.flush(), secrets.flush(), session.close(), search.close(), reader.close()]);
      await desk.sent.settled();
      // After the session: what its closing told is recorded, too.
      await recordings.close();
      // Last: a broker may answer late, and what it was not told stands in the journal.
      await tracing.close();
    },
    rescue: () => {
      settings.flushNow();
      secrets.flushNow();
    },
  };
}
