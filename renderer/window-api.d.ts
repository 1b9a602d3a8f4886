import type { Api } from '../shared/ipc/ipc';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly api: Api;
  }
}
