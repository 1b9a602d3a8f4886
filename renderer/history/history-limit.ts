import { maxHistoryBytes, minHistoryBytes } from '../../shared/recording';
import type { Commands } from '../app/commands';

const key = 'busdeck.history-limit';

export function keepHistoryLimit(bytes: number): void {
  localStorage.setItem(key, String(bytes));
}

/** The bound of the last time, told to the main process when the window opens. */
export function applyKeptHistoryLimit(commands: Commands): void {
  const bytes = Number(localStorage.getItem(key) ?? Number.NaN);
  if (Number.isInteger(bytes) && bytes >= minHistoryBytes && bytes <= maxHistoryBytes) {
    void commands.setHistoryLimit(bytes);
  }
}
