import { contextBridge, ipcRenderer } from 'electron';
import { channels, requestNames } from '../../shared/ipc/channels';
import type { Api, Batch } from '../../shared/ipc/ipc';
import type { WindowNotice } from '../../shared/ipc/window-notice';

// All that the page can reach. The event objects of Electron stay on this side.
const requests = Object.fromEntries(
  requestNames.map((name) => [
    name,
    (argument: unknown) => ipcRenderer.invoke(channels.request, name, argument),
  ]),
);

/** Calls back with what comes on a channel. */
function listenTo<Message>(channel: string) {
  return (listener: (message: Message) => void) => {
    const receive = (_event: unknown, message: Message) => listener(message);
    ipcRenderer.on(channel, receive);
    return () => {
      ipcRenderer.removeListener(channel, receive);
    };
  };
}

const api = {
  ...requests,
  onBatch: listenTo<Batch>(channels.batch),
  onNotice: listenTo<WindowNotice>(channels.notice),
} as Api;

contextBridge.exposeInMainWorld('api', api);
