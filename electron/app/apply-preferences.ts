import { type BrowserWindow, nativeTheme } from 'electron';
import { maxZoom, minZoom } from '../../shared/window/settings';
import type { SettingsStore } from '../session/settings/settings-store';

/** Each step makes everything so much larger. */
const zoomStep = 1.1;

/** The parts of the preferences that are Electron's own: the theme of menus and frames, and the page's zoom. */
export function applyPreferences(settings: SettingsStore, window: BrowserWindow | undefined): void {
  const { theme, zoom } = settings.current.preferences;
  nativeTheme.themeSource = theme === 'auto' ? 'system' : theme;
  if (window === undefined || window.isDestroyed()) return;
  if (window.webContents.getZoomFactor() !== zoom) window.webContents.setZoomFactor(zoom);
}

export function zoom(settings: SettingsStore, direction: 'in' | 'out' | 'reset'): void {
  const now = settings.current.preferences.zoom;
  const wanted = direction === 'reset' ? 1 : direction === 'in' ? now * zoomStep : now / zoomStep;
  const rounded = Math.round(Math.min(maxZoom, Math.max(minZoom, wanted)) * 100) / 100;
  settings.changePreferences({ zoom: Math.abs(rounded - 1) < 0.04 ? 1 : rounded });
}
