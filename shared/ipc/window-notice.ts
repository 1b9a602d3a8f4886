import type { ErrorInfo } from '../bus/errors';
import type { SettingsView } from '../window/settings';
import type { ScenarioPlay } from './requests-scenario';

/** What an item of the application menu asks the window to do. */
export const windowCommands = [
  'settings',
  'connections',
  'saveConnection',
  'shortcuts',
  'about',
  'showTrace',
  'showDeadLetters',
  'showMetrics',
  'showHistory',
  'showDistribution',
  'showLog',
  'openScenario',
  'showScenario',
] as const;
export type WindowCommand = (typeof windowCommands)[number];

/** What the main process tells the window beside the stream of batches. */
export type WindowNotice =
  | { readonly type: 'settings'; readonly settings: SettingsView }
  /** The scenario that is played, as it stands; a few times a second. */
  | { readonly type: 'scenario'; readonly play: ScenarioPlay }
  | { readonly type: 'command'; readonly command: WindowCommand }
  /** Something failed that nobody had asked for just now. */
  | { readonly type: 'problem'; readonly error: ErrorInfo };
