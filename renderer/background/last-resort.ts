import { type ErrorInfo, toErrorInfo } from '../../shared/bus/errors';
import { notify } from '../ask/notify';
import type { BusdeckStore } from '../store/store';

/** So many are told; the log has room for the rest, and says the same. */
const mostTold = 5;

/** What nobody caught in the page is told like any other problem, and stands in the log. */
export function catchTheRest(store: BusdeckStore): () => void {
  let told = 0;
  function report(thrown: unknown): void {
    const error: ErrorInfo = { ...toErrorInfo(thrown), code: 'internal' };
    store.actions.logProblem('A fault in the window', error);
    told += 1;
    if (told <= mostTold) notify('A fault in the window', error);
  }
  const onError = (event: ErrorEvent) => {
    // The browser's own way to say that a layout took two rounds; nothing failed.
    if (event.message.startsWith('ResizeObserver loop')) return;
    report(event.error ?? event.message);
  };
  const onRejection = ({ reason }: PromiseRejectionEvent) => report(reason);
  window.addEventListener('error', onError);
  window.addEventListener('unhandledrejection', onRejection);
  return () => {
    window.removeEventListener('error', onError);
    window.removeEventListener('unhandledrejection', onRejection);
  };
}
