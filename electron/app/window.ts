import { join } from 'node:path';
import { app, BrowserWindow, type IpcMainInvokeEvent, nativeTheme } from 'electron';
import { crashedHash } from '../../shared/window/start-again';
import type { SettingsStore } from '../session/settings/settings-store';
import { appUrl } from './app-protocol';
import { confine } from './confine';
import { CrashLimit } from './crash-limit';
import { keepBounds, knownBounds } from './window-bounds';

/** Set by `npm run dev`: the page comes from there and reloads itself. A packaged app obeys nobody's environment. */
const devUrl = app.isPackaged ? undefined : process.env.BUSDECK_DEV_URL;
const pageUrl = devUrl ?? appUrl;

const crashes = new CrashLimit();

/** After a person has decided how to go on. */
export function loadPage(window: BrowserWindow): void {
  crashes.forget();
  void window.loadURL(pageUrl);
}

const emptyPage = 'about:blank';

/** A page that does not go by then hangs, and is ended, ms. */
const leavingMs = 3000;

/** Nothing is left of the page and of what was unsaved in it, or of the window. */
export async function leavePage({ webContents }: BrowserWindow): Promise<void> {
  const evenIfUnsaved = (event: Electron.Event) => event.preventDefault();
  // Not the answer of `loadURL`: it fails with any load that this one takes the place of.
  await new Promise<void>((done) => {
    const left = (_event: unknown, url: string) => {
      if (url === emptyPage) end();
    };
    const hanging = setTimeout(() => webContents.forcefullyCrashRenderer(), leavingMs);
    const end = () => {
      clearTimeout(hanging);
      webContents.off('will-prevent-unload', evenIfUnsaved);
      webContents.off('did-navigate', left);
      webContents.off('render-process-gone', end);
      webContents.off('destroyed', end);
      done();
    };
    webContents.on('will-prevent-unload', evenIfUnsaved);
    webContents.on('did-navigate', left);
    webContents.on('render-process-gone', end);
    webContents.on('destroyed', end);
    void webContents.loadURL(emptyPage);
  });
}

/** A window whose first picture is not announced by then is shown as it is, ms. */
const unannouncedMs = 3000;

/** The one window. It has no rights beyond its page: no node, no permissions, no other pages, no further windows. */
export function openWindow(settings: () => SettingsStore): BrowserWindow {
  confine(pageUrl);
  const { window: kept, preferences } = settings().current;
  const window = new BrowserWindow({
    title: 'Busdeck',
    width: 1280,
    height: 800,
    ...knownBounds(kept),
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#f7f8fa',
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      // Counters go on while the window is behind others.
      backgroundThrottling: false,
      spellcheck: false,
      zoomFactor: preferences.zoom,
    },
  });
  keepBounds(window, settings);
  // A page that crashed is loaded again; it asks for the present state itself. One that crashes again and again is not:
  // a page without anything in it asks how to go on.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (crashes.allows(Date.now())) window.webContents.reload();
    else void window.loadURL(`${pageUrl}${crashedHash}`);
  });
  showWhenDrawn(window, kept?.maximized === true);
  void window.loadURL(pageUrl);
  return window;
}

/**
 * With its first picture, so that nobody sees an empty window. Chromium now and then announces none for a page that is
 * drawn some time after it was loaded: it is shown then all the same.
 */
function showWhenDrawn(window: BrowserWindow, maximized: boolean): void {
  const show = () => {
    clearTimeout(late);
    if (window.isDestroyed() || window.isVisible()) return;
    if (maximized) window.maximize();
    else window.show();
  };
  const late = setTimeout(show, unannouncedMs);
  window.once('ready-to-show', show);
  window.once('closed', () => clearTimeout(late));
}

/** True for requests from our page in our window's main frame. */
export function isOurPage(
  window: BrowserWindow | undefined,
  { sender, senderFrame }: IpcMainInvokeEvent,
): boolean {
  // The frame is null when its page went away while the request was under way.
  if (window === undefined || window.isDestroyed() || senderFrame === null) return false;
  const ours = sender === window.webContents && senderFrame === window.webContents.mainFrame;
  // Not `origin`: for a scheme of one's own Node says "null", as for any other.
  const [from, page] = [new URL(senderFrame.url), new URL(pageUrl)];
  return ours && from.protocol === page.protocol && from.host === page.host;
}
