import { createStore } from 'zustand/vanilla';
import { readPreference, writePreference } from '../app/preferences';

export type TraceMode = 'list' | 'lanes';

const preference = 'trace-mode';

export const traceMode = createStore<{ readonly mode: TraceMode }>(() => ({
  mode: readPreference(preference) === 'lanes' ? 'lanes' : 'list',
}));

export function setTraceMode(mode: TraceMode): void {
  writePreference(preference, mode);
  traceMode.setState({ mode });
}

export function toggleTraceMode(): void {
  setTraceMode(traceMode.getState().mode === 'list' ? 'lanes' : 'list');
}
