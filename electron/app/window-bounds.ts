import { type BrowserWindow, type Rectangle, screen } from 'electron';
import type { WindowBounds } from '../../shared/window/settings';
import type { SettingsStore } from '../session/settings/settings-store';

/** Where the window stood the last time, if that is still on a screen. */
export function knownBounds(kept: WindowBounds | undefined): Partial<Rectangle> {
  if (kept === undefined) return {};
  const { x, y, width, height } = kept;
  if (x === undefined || y === undefined) return { width, height };
  const visible = screen.getAllDisplays().some(({ workArea }) => {
    const across = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    return across >= 100 && y >= workArea.y - 10 && y < workArea.y + workArea.height - 50;
  });
  return visible ? { x, y, width, height } : { width, height };
}

/** Writes down where the person puts the window. */
export function keepBounds(window: BrowserWindow, settings: () => SettingsStore): void {
  const keep = () => {
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    settings().keep({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } });
  };
  window.on('resize', keep);
  window.on('move', keep);
}
