import { app, session, type WebContents } from 'electron';

/*
 * The second line: what a page may not do even when it is no longer ours. The first is the policy in app-protocol.ts and the
 * window's own settings; docs/security.md has both.
 */

/** Before the app is ready: Chromium looks no name up. The brokers' names are Node's to find. */
export function confineNetwork(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
  app.on('web-contents-created', (_event, contents) => confineContents(contents));
}

/** Gives the page no rights, and nothing to load but itself. */
export function confine(pageUrl: string): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  const { protocol, host } = new URL(pageUrl);
  // WebRTC asks neither the policy nor `onBeforeRequest`. It may use TCP through a proxy only, and there is none here.
  if (protocol !== 'http:') {
    void defaultSession.setProxy({ proxyRules: 'http://0.0.0.0:1', proxyBypassRules: '<-loopback>' });
  }
  // `npm run dev` talks to its page by a web socket.
  const allowed = new Set([protocol, ...(protocol === 'http:' ? ['ws:'] : [])]);
  defaultSession.webRequest.onBeforeRequest(({ url }, decide) => {
    const wanted = new URL(url);
    const isOurs = allowed.has(wanted.protocol) && wanted.host === host;
    decide({ cancel: !isOurs && !ownSchemes.has(wanted.protocol) });
  });
}

/** Of data that is in the page already, and of the developer tools. */
const ownSchemes = new Set(['data:', 'blob:', 'devtools:']);

function confineContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
