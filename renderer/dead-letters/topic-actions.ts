import type { Commands } from '../commands/commands';
import { plural } from '../format/numbers';
import { visible } from '../format/visible-text';
import type { BusdeckStore } from '../store/store';
import { askBefore } from './use-ask-before';

/** Asks, and sends all dead letters of a topic to it again. */
export function replayTopic(store: BusdeckStore, commands: Commands, topic: string, letters: number): void {
  void askBefore(store, {
    selection: { topic, ids: 'all' },
    title: `Replay ${plural(letters, 'dead letter')}?`,
    text: `All of them go to ${visible(topic)} again, and their attempts start at 1.`,
    verb: 'Replay all',
    dangerous: false,
    run: (selection) => void commands.replay(selection),
  });
}

/** Asks, and throws all dead letters of a topic away. */
export function discardTopic(store: BusdeckStore, commands: Commands, topic: string, letters: number): void {
  void askBefore(store, {
    selection: { topic, ids: 'all' },
    title: `Discard ${plural(letters, 'dead letter')}?`,
    text: `They are thrown away for good, also those of ${visible(topic)} that are not listed yet.`,
    verb: 'Discard all',
    dangerous: true,
    run: (selection) => void commands.discard(selection),
  });
}
