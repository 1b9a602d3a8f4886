import type { Commands } from '../app/commands';
import { runnerOf } from '../app/shortcut-runners';
import { demonstrations, startDemonstration } from '../first-run/demonstrations';
import { visible } from '../format/visible-text';
import { keyLabel, type ShortcutName, shortcuts } from '../keys';
import type { BusdeckStore } from '../store/store';
import { focusPane } from '../subscribers/focus-pane';
import { paneLayout } from '../subscribers/pane-layout';

export interface PaletteAction {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

const shortcutNames = Object.keys(shortcuts) as ShortcutName[];

/** All that can be done right now, by name. */
export function paletteActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  return [
    ...shortcutActions(),
    ...connectionActions(store, commands),
    ...paneActions(store, commands),
    ...demonstrationActions(store, commands),
  ];
}

function shortcutActions(): PaletteAction[] {
  return shortcutNames.flatMap((name) => {
    const run = runnerOf(name);
    if (run === undefined || 'hidden' in shortcuts[name]) return [];
    return [{ id: name, group: 'Window', label: shortcuts[name].title, keys: keyLabel(name), run }];
  });
}

function connectionActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  return store.getState().settings.profiles.map(({ id, name }) => ({
    id: `connect ${id}`,
    group: 'Saved connections',
    label: `Connect to ${visible(name)}`,
    run: () => void commands.connectProfile(id),
  }));
}

function paneActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  const { ids, byId } = store.getState().subscribers;
  return ids.flatMap((id): PaletteAction[] => {
    const info = byId.get(id);
    if (info === undefined) return [];
    const name = visible(info.name);
    const group = `Subscriber ${name} of ${visible(info.topic)}`;
    const paused = info.state === 'paused';
    const action = (what: string, label: string, run: () => void) => ({
      id: `${what} ${id}`,
      group,
      label,
      run,
    });
    return [
      action('go', `Go to ${name}`, () => focusPane(id)),
      action('pause', `${paused ? 'Resume' : 'Pause'} ${name}`, () => void commands.pause(id, !paused)),
      action('behaviour', `Change the behaviour of ${name}`, () => focusPane(id, 'behaviour')),
      action('fold', `Fold or unfold ${name}`, () => paneLayout.toggleFolded(info)),
      action('clear', `Clear the deliveries of ${name}`, () => commands.clearPane(id)),
      action('remove', `Remove ${name}`, () => void commands.remove(id)),
    ];
  });
}

function demonstrationActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  if (store.getState().session.connection.kind !== 'memory') return [];
  return demonstrations.map(({ name, title }) => ({
    id: name,
    group: 'Demonstrations',
    label: `Show me: ${title}`,
    run: () => void startDemonstration(name, store, commands),
  }));
}
