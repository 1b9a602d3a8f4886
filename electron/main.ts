import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { registerAppScheme, serveApp } from './app-protocol';
import { ComposerDesk } from './compose/composer-desk';
import { serveRequests } from './ipc';
import { setMenu } from './menu';
import { Numbers } from './numbers';
import { quitInOrder } from './quit';
import { Recordings } from './recording/recordings';
import { deliverTo, Relay } from './relay';
import { requestHandlers } from './requests';
import { Session } from './session';
import { isOurPage, openWindow } from './window';

// The composition root: what there is, who knows whom, and in which order it goes.
// Every process in a sandbox, but where the user said otherwise: as root there is none to be had.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();

// One instance for each user-data folder: two would write the same settings.
if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  let window: BrowserWindow | undefined;
  const session = new Session();
  const desk = new ComposerDesk(session, app.getPath('userData'));
  const numbers = new Numbers();
  const recordings = new Recordings(() => relay.touch());
  const relay = new Relay({
    deliver: deliverTo(() => (window?.isDestroyed() ? undefined : window?.webContents)),
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

  const parts = { session, relay, desk, numbers, recordings };
  const stopServing = serveRequests(requestHandlers(parts), (event) => isOurPage(window, event));
  quitInOrder(async () => {
    stopServing();
    stopSampling();
    relay.close();
    await session.close();
    await desk.sent.settled();
    // After the session: what its closing told is recorded, too.
    await recordings.close();
  });

  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());

  void app.whenReady().then(async () => {
    serveApp(join(import.meta.dirname, '../renderer'));
    setMenu();
    window = openWindow();
    await session.openDemonstration();
  });
}
