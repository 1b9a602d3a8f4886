import { createStore } from 'zustand/vanilla';
import type { TraceMode } from '../../shared/window/window-view';

/** How a message's life is drawn; kept over restarts. */
export const traceMode = createStore<{ readonly mode: TraceMode }>(() => ({ mode: 'list' }));

export function setTraceMode(mode: TraceMode): void {
  traceMode.setState({ mode });
}

export function toggleTraceMode(): void {
  setTraceMode(traceMode.getState().mode === 'list' ? 'lanes' : 'list');
}
