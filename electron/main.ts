import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { crashedHash } from '../shared/window/start-again';
import { registerAppScheme, serveApp } from './app/app-protocol';
import { applyPreferences, zoom } from './app/apply-preferences';
import { askBeforeClose } from './app/ask-before-close';
import { confineNetwork } from './app/confine';
import { serveRequests } from './app/ipc';
import { catchTheRest } from './app/last-resort';
import { setMenu } from './app/menu';
import { quitInOrder } from './app/quit';
import { deliverTo, noticeTo, Relay } from './app/relay';
import { ComposerDesk } from './app/requests/compose';
import { requestHandlers } from './app/requests/index';
import { settingsHandlers } from './app/requests/settings';
import { systemVault } from './app/vault';
import { isOurPage, loadPage, openWindow } from './app/window';
import { Numbers } from './session/metrics';
import { Recordings } from './session/recording/recordings';
import { PayloadSearch } from './session/search/payload-search';
import { Session } from './session/session';
import { ChosenFiles } from './session/settings/chosen-files';
import { KeptSetups } from './session/settings/kept-setups';
import { Profiles } from './session/settings/profiles';
import { Secrets } from './session/settings/secrets';
import { SettingsStore } from './session/settings/settings-store';
import { settingsView } from './session/settings/settings-view';
import { startEmpty } from './session/start-empty';

// The composition root: what there is, who knows whom, and in which order it goes.
// Sandbox every process unless `--no-sandbox` was given; Chromium has no sandbox for root.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();
confineNetwork();

// One instance for each user-data folder: two would write the same settings.
if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  let window: BrowserWindow | undefined;
  const page = () => (window?.isDestroyed() ? undefined : window?.webContents);
  const inUserData = (name: string) => join(app.getPath('userData'), name);

  const settings = new SettingsStore(inUserData('settings.json'));
  const secrets = new Secrets(inUserData('secrets.json'), systemVault);
  const setups = new KeptSetups(settings);
  const session = new Session(setups);
  const desk = new ComposerDesk(session, app.getPath('userData'));
  const numbers = new Numbers();
  const recordings = new Recordings(() => relay.touch());
  const search = new PayloadSearch((messageId, deliveryId) =>
    recordings.body(session.history, messageId, deliveryId),
  );
  const chosen = new ChosenFiles();
  const profiles = new Profiles({ settings, secrets, session, setups, chosen });
  const relay = new Relay({
    deliver: deliverTo(page),
    takeCounters: () => session.counters.takeChanges(),
    state: () => ({ ...session.state(), ...recordings.state() }),
  });
  session.onEvent((event, message) => {
    numbers.add(event);
    recordings.add(event, message);
    relay.add(event);
  });
  const stopSampling = numbers.start();
  session.onChange(() => relay.touch());

  const tell = noticeTo(page);
  catchTheRest((error) => tell({ type: 'problem', error }));

  const view = () => settingsView(settings, secrets, profiles);
  settings.onChange(() => {
    applyPreferences(settings, window);
    session.history.setLimit(settings.current.preferences.historyBytes);
    tell({ type: 'settings', settings: view() });
  });

  const handlers = requestHandlers({
    session,
    chosen,
    relay,
    desk,
    numbers,
    recordings,
    search,
    settings: settingsHandlers({
      settings,
      profiles,
      files: session.files,
      chosen,
      view,
    }),
    view,
    // Only the page that asks after a crash may: a page that was taken over must not empty anything.
    startAgain: async (empty) => {
      if (!page()?.getURL().endsWith(crashedHash)) return;
      if (empty) await startEmpty(settings, session);
      if (window !== undefined) loadPage(window);
    },
  });
  const stopServing = serveRequests(handlers, (event) => isOurPage(window, event));
  quitInOrder({
    rescue: () => {
      settings.flushNow();
      secrets.flushNow();
    },
    close: async () => {
      stopServing();
      stopSampling();
      relay.close();
      await Promise.all([settings.flush(), secrets.flush(), session.close(), search.close()]);
      await desk.sent.settled();
      // After the session: what its closing told is recorded, too.
      await recordings.close();
    },
  });

  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());

  void app.whenReady().then(async () => {
    serveApp(join(import.meta.dirname, '../renderer'));
    setMenu({
      command: (command) => tell({ type: 'command', command }),
      zoom: (direction) => zoom(settings, direction),
    });
    profiles.bindSecrets();
    session.history.setLimit(settings.current.preferences.historyBytes);
    applyPreferences(settings, undefined);
    window = openWindow(settings);
    askBeforeClose(window, { mayLose: () => session.mayLose, loss: () => session.loss() });
    await session.openFirst(settings.current.preferences.retry).catch(() => {
      // A person connected elsewhere, or quit, before it was open.
    });
  });
}
