/** Every shortcut of the window, in one place: who handles one names it from here, and so does whoever lists them. */
export const shortcuts = {
  publish: { keys: 'mod+Enter', title: 'Publish' },
  broadcast: { keys: 'mod+shift+Enter', title: 'Broadcast' },
  focusTopic: { keys: 'mod+L', title: 'Go to the composer' },
  addSubscriber: { keys: 'mod+shift+A', title: 'Add subscribers' },
  filter: { keys: 'mod+F', title: 'Filter deliveries' },
  showTrace: { keys: 'mod+1', title: 'Show the trace' },
  showDeadLetters: { keys: 'mod+2', title: 'Show the dead letters' },
  showLog: { keys: 'mod+3', title: 'Show the log' },
} as const satisfies Record<string, { readonly keys: string; readonly title: string }>;

export type ShortcutName = keyof typeof shortcuts;

export const shortcutNames = Object.keys(shortcuts) as ShortcutName[];

const isMac = navigator.platform.startsWith('Mac');

/** The keys of a shortcut as they are printed on this machine's keyboard. */
export function keyLabel(name: ShortcutName): string {
  return shortcuts[name].keys
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
    case 'Enter':
      return isMac ? '↩' : 'Enter';
    default:
      return key;
  }
}
