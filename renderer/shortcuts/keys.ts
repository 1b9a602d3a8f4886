interface Shortcut {
  readonly keys: string;
  readonly title: string;
  /** Left out of the palette: it acts on what has the focus, or opens the palette itself. */
  readonly hidden?: true;
  /** Acts while a dialog stands over the window, too; what belongs to the window behind it does not. */
  readonly overDialogs?: true;
}

/** Every shortcut of the window, in one place: who handles one names it from here, and so does whoever lists them. */
export const shortcuts = {
  palette: { keys: 'mod+K', title: 'Do anything by its name', hidden: true, overDialogs: true },
  publish: { keys: 'mod+Enter', title: 'Publish' },
  broadcast: { keys: 'mod+shift+Enter', title: 'Broadcast' },
  focusTopic: { keys: 'mod+L', title: 'Go to the composer' },
  saveRequest: { keys: 'mod+S', title: 'Save the composed request' },
  showSent: { keys: 'mod+shift+Y', title: 'Show what was sent' },
  showSaved: { keys: 'mod+shift+O', title: 'Show saved requests' },
  showVariables: { keys: 'mod+shift+E', title: 'Edit the variables' },
  addSubscriber: { keys: 'mod+shift+A', title: 'Add subscribers' },
  filter: { keys: 'mod+F', title: 'Filter deliveries' },
  showTrace: { keys: 'mod+1', title: 'Show the trace' },
  showDeadLetters: { keys: 'mod+2', title: 'Show the dead letters' },
  showLog: { keys: 'mod+3', title: 'Show the log' },
  showMetrics: { keys: 'mod+4', title: 'Show the metrics' },
  showHistory: { keys: 'mod+5', title: 'Show the history' },
  showDistribution: { keys: 'mod+6', title: 'Show the distribution over subscribers' },
  showConsole: { keys: 'mod+7', title: 'Show the console: the subscribers here' },
  showBroker: { keys: 'mod+8', title: 'Show the broker: all that is on it' },
  openScenario: { keys: 'mod+O', title: 'Open a scenario' },
  showScenario: { keys: 'mod+9', title: 'Show the scenario, or the composer again' },
  nextMessage: { keys: 'mod+J', title: 'Choose the next newer message', overDialogs: true },
  previousMessage: { keys: 'mod+shift+J', title: 'Choose the next older message', overDialogs: true },
  toggleLanes: { keys: 'mod+shift+L', title: 'Trace as a list or over lanes' },
  connections: { keys: 'mod+shift+M', title: 'Manage connections', overDialogs: true },
  settings: { keys: 'mod+,', title: 'Open the settings', overDialogs: true },
  nextPart: { keys: 'F6', title: 'Go to the next part of the window' },
  previousPart: { keys: 'shift+F6', title: 'Go to the part before' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;

/** Keys that act where the focus is; whoever handles them is named beside. They are here to be listed. */
export const localKeys: readonly {
  readonly where: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly title: string }[];
}[] = [
  {
    where: 'In a subscriber’s pane',
    keys: [
      { keys: ['P'], title: 'Pause or resume it' },
      { keys: ['C'], title: 'Clear its deliveries' },
      { keys: ['B'], title: 'Go to its behaviour' },
      { keys: ['M'], title: 'Fold or unfold it' },
      { keys: ['Delete'], title: 'Remove it' },
      { keys: ['alt+ArrowLeft', 'alt+ArrowRight'], title: 'Move it' },
    ],
  },
  {
    where: 'In a list of deliveries',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown'], title: 'Go through the deliveries' },
      { keys: ['PageUp', 'PageDown', 'Home', 'End'], title: 'Go further at once' },
      { keys: ['Enter'], title: 'Show the delivery’s payload and trace' },
    ],
  },
  {
    where: 'In a scenario',
    keys: [
      { keys: ['mod+Enter'], title: 'Run it' },
      { keys: ['mod+shift+Enter'], title: 'Run its next step' },
      { keys: ['mod+S'], title: 'Save it' },
      { keys: ['ctrl+Space'], title: 'Suggest what may stand there' },
    ],
  },
  {
    where: 'On the edge between two parts',
    keys: [{ keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], title: 'Move the edge' }],
  },
  {
    where: 'Application menu',
    keys: [{ keys: ['mod+=', 'mod+-', 'mod+0'], title: 'Zoom in, out, and back' }],
  },
  {
    where: 'Anywhere outside a text',
    keys: [{ keys: ['?'], title: 'List the keys' }],
  },
];
export const shortcutNames = Object.keys(shortcuts) as ShortcutName[];

const isMac = navigator.platform.startsWith('Mac');

/** The keys of a shortcut as they are printed on this machine's keyboard. */
export function keyLabel(name: ShortcutName): string {
  return keysLabel(shortcuts[name].keys);
}

export function keysLabel(keys: string): string {
  return keys
    .split('+')
    .map((key) => keyNames(key))
    .join(isMac ? '' : '+');
}

function keyNames(key: string): string {
  switch (key) {
    case 'mod':
      return isMac ? '⌘' : 'Ctrl';
    case 'shift':
      return isMac ? '⇧' : 'Shift';
    case 'ctrl':
      return isMac ? '⌃' : 'Ctrl';
    case 'alt':
      return isMac ? '⌥' : 'Alt';
    case 'Enter':
      return isMac ? '↩' : 'Enter';
    case 'ArrowLeft':
      return '←';
    case 'ArrowRight':
      return '→';
    case 'ArrowUp':
      return '↑';
    case 'ArrowDown':
      return '↓';
    default:
      return key;
  }
}
