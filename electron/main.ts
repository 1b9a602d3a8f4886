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
import { noticeTo } from './app/relay';
import { StartOver } from './app/start-over';
import { isOurPage, loadPage, openWindow } from './app/window';
import { openWorkspace } from './app/workspace';
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
  const folder = app.getPath('userData');
  let window: BrowserWindow | undefined;
  const page = () => (window?.isDestroyed() ? undefined : window?.webContents);

  const open = () =>
    openWorkspace({
      folder,
      page,
      isSeen: () => window?.isDestroyed() === false && window.isVisible() && !window.isMinimized(),
      onPreferences: (settings) => applyPreferences(settings, window),
      // Only the page that asks after a crash may: a page that was taken over must not empty anything.
      startAgain: async (empty) => {
        if (!page()?.getURL().endsWith(crashedHash)) return;
        if (empty) await startEmpty(workspace.settings, workspace.session);
        if (window !== undefined) loadPage(window);
      },
    });
  let workspace = open();

  const tell = noticeTo(page);
  catchTheRest((error) => workspace.tellProblem(error));
  const requests = serveRequests(
    () => workspace.handlers,
    (event) => isOurPage(window, event),
  );

  const startOver = new StartOver({
    folder,
    window: () => window,
    requests,
    workspace: () => workspace,
    open: () => {
      workspace = open();
      return workspace;
    },
  });

  quitInOrder({
    rescue: () => workspace.rescue(),
    close: async () => {
      requests.pause();
      await startOver.settled;
      await workspace.close();
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
      zoom: (direction) => zoom(workspace.settings, direction),
      startOver: () => void startOver.ask(),
    });
    applyPreferences(workspace.settings, undefined);
    window = openWindow(() => workspace.settings);
    // Chromium remembers a zoom for each address, and an empty page has another one.
    window.webContents.on('dom-ready', () => applyPreferences(workspace.settings, window));
    askBeforeClose(window, {
      mayLose: () => workspace.session.mayLose,
      loss: () => workspace.session.loss(),
    });
    await workspace.begin();
  });
}
