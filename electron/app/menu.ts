import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '../../shared/ipc/window-notice';

export interface MenuActions {
  /** What the window does itself. */
  readonly command: (command: WindowCommand) => void;
  readonly zoom: (direction: 'in' | 'out' | 'reset') => void;
  /** Asks first. */
  readonly startOver: () => void;
}

const isMac = process.platform === 'darwin';
const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The application menu: what is usual, and the ways to the parts of the window. */
export function setMenu({ command, zoom, startOver }: MenuActions): void {
  const item = (label: string, name: WindowCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => command(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,');
  const about = item('About Busdeck', 'about');
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [appleMenu(about, settings)] : []),
    {
      label: '&File',
      submenu: [
        item('Save This Connection…', 'saveConnection'),
        item('Connections…', 'connections'),
        separator,
        item('Open Scenario…', 'openScenario'),
        ...(isMac ? [] : [separator, settings]),
        separator,
        { id: 'start-over', label: 'Start Over…', click: startOver },
        separator,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('Trace', 'showTrace'),
        item('Dead Letters', 'showDeadLetters'),
        item('Metrics', 'showMetrics'),
        item('History', 'showHistory'),
        item('Distribution', 'showDistribution'),
        item('Log', 'showLog'),
        separator,
        item('Scenario', 'showScenario'),
        separator,
        { label: 'Actual Size', accelerator: 'CmdOrCtrl+0', click: () => zoom('reset') },
        { label: 'Zoom In', accelerator: 'CmdOrCtrl+Plus', click: () => zoom('in') },
        // The key of the plus sign without Shift, which most people press.
        {
          label: 'Zoom In',
          accelerator: 'CmdOrCtrl+=',
          visible: false,
          acceleratorWorksWhenHidden: true,
          click: () => zoom('in'),
        },
        { label: 'Zoom Out', accelerator: 'CmdOrCtrl+-', click: () => zoom('out') },
        separator,
        { role: 'togglefullscreen' },
        ...(app.isPackaged
          ? []
          : ([separator, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [item('Keyboard Shortcuts', 'shortcuts'), ...(isMac ? [] : [separator, about])],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function appleMenu(
  about: MenuItemConstructorOptions,
  settings: MenuItemConstructorOptions,
): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: [
      about,
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}
