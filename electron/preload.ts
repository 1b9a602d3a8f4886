import { contextBridge, ipcRenderer } from 'electron';
import { channels, requestNames } from '../shared/channels';
import type { Api, Batch } from '../shared/ipc';

// All that the page can reach. The event objects of Electron stay on this side.
const requests = Object.fromEntries(
  requestNames.map((name) => [
    name,
    (argument: unknown) => ipcRenderer.invoke(channels.request, name, argument),
  ]),
);

const api = {
  ...requests,
  onBatch(listener: (batch: Batch) => void) {
    const receive = (_event: unknown, batch: Batch) => listener(batch);
    ipcRenderer.on(channels.batch, receive);
    return () => {
      ipcRenderer.removeListener(channels.batch, receive);
    };
  },
} as Api;

contextBridge.exposeInMainWorld('api', api);
