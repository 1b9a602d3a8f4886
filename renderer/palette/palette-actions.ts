import { type Preferences, themes } from '../../shared/window/settings';
import type { Commands } from '../commands/commands';
import { discardTopic, replayTopic } from '../dead-letters/topic-actions';
import { demonstrations, startDemonstration } from '../first-run/demonstrations';
import { visible } from '../format/visible-text';
import { keyLabel, shortcutNames, shortcuts } from '../shortcuts/keys';
import { runnerOf } from '../shortcuts/runners';
import { isConnected } from '../store/is-connected';
import { paneLayout } from '../store/pane-layout';
import { isUnsaved, scenarioLook } from '../store/scenario';
import type { BusdeckStore } from '../store/store';
import { knownTopics } from '../store/topics';
import { focusPane } from '../subscribers/focus-pane';
import { connectionActions } from './connection-actions';

export interface PaletteAction {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** All that can be done right now, by name. */
export function paletteActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  return [
    ...shortcutActions(),
    ...connectionActions(store, commands),
    ...deadLetterActions(store, commands),
    ...paneActions(store, commands),
    ...tapActions(store, commands),
    ...recordingActions(store, commands),
    ...scenarioActions(commands),
    ...settingsActions(commands),
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

function paneActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  const { subscribers, session } = store.getState();
  const { ids, byId } = subscribers;
  if (session.reopenable.length > 0 && isConnected(session.connection.state)) {
    return [
      {
        id: 'reopen',
        group: 'Subscribers',
        label: 'Open the subscribers of the last time again',
        run: () => void commands.reopenSubscribers(),
      },
    ];
  }
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

function tapActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  const { draft, session } = store.getState();
  if (!isConnected(session.connection.state)) return [];
  const group = 'Taps';
  const topics = new Set([...knownTopics(store.getState()), draft.topic].filter(Boolean));
  return [
    ...[...topics].map((topic) => ({
      id: `tap ${topic}`,
      group,
      label: `Tap ${visible(topic)}: watch it without taking anything`,
      run: () => void commands.tap(topic),
    })),
    ...session.taps.map(({ id, topic }) => ({
      id: `untap ${id}`,
      group,
      label: `Close the tap on ${visible(topic)}`,
      run: () => void commands.untap(id),
    })),
  ];
}

function deadLetterActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  const { deadLetters, session } = store.getState();
  if (session.profile?.readOnly) return [];
  return [...deadLetters.byTopic].flatMap(([topic, { total: many }]): PaletteAction[] => {
    if (many === 0) return [];
    const name = visible(topic);
    const group = `Dead letters of ${name}`;
    return [
      {
        id: `replay ${topic}`,
        group,
        label: `Replay the dead letters of ${name}`,
        run: () => replayTopic(store, commands, topic, many),
      },
      {
        id: `discard ${topic}`,
        group,
        label: `Discard the dead letters of ${name}`,
        run: () => discardTopic(store, commands, topic, many),
      },
    ];
  });
}

function recordingActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  const isRecording = store.getState().session.recording?.state === 'recording';
  const group = 'Recordings';
  return [
    isRecording
      ? { id: 'stop-record', group, label: 'Stop recording', run: () => void commands.stopRecording() }
      : { id: 'record', group, label: 'Record to disk…', run: () => void commands.startRecording() },
    { id: 'open-record', group, label: 'Open a recording…', run: () => void commands.openRecording() },
  ];
}

function scenarioActions(commands: Commands): PaletteAction[] {
  const { written, play } = scenarioLook.getState();
  const group = 'Scenario';
  const action = (id: string, label: string, run: () => void): PaletteAction => ({ id, group, label, run });
  // What is unsaved is asked about where it stands.
  const fresh = isUnsaved({ written })
    ? []
    : [
        action('new-scenario', 'Begin a new scenario', commands.newScenario),
        action('scenario-of-deeds', 'Save what I did as a scenario', () => void commands.scenarioOfDeeds()),
      ];
  if (written === undefined) return fresh;
  const isPlaying = play?.state === 'playing';
  return [
    ...fresh,
    ...(isPlaying
      ? [action('stop-scenario', 'Stop the scenario', () => void commands.stopScenario())]
      : [
          action('run-scenario', 'Run the scenario', () => void commands.playScenario('whole')),
          action('step-scenario', 'Run the scenario’s next step', () => void commands.playScenario('step')),
        ]),
    action('save-scenario', 'Save the scenario', () => void commands.saveScenario()),
  ];
}

const themeWords: Record<Preferences['theme'], string> = {
  light: 'Light theme',
  dark: 'Dark theme',
  auto: 'The theme of the system',
};

function settingsActions(commands: Commands): PaletteAction[] {
  const group = 'Busdeck';
  const dialog = (type: 'shortcuts' | 'about', label: string): PaletteAction => ({
    id: type,
    group,
    label,
    run: () => commands.openDialog({ type }),
  });
  return [
    ...themes.map((theme) => ({
      id: `theme ${theme}`,
      group,
      label: themeWords[theme],
      run: () => void commands.changePreferences({ theme }),
    })),
    dialog('shortcuts', 'List the keys'),
    dialog('about', 'About Busdeck'),
  ];
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
