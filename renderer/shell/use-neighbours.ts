import { useCommands } from '../commands/use-commands';
import { useShortcut } from '../shortcuts/use-shortcut';
import { neighbour } from '../store/neighbour';
import { useBusdeckStore } from '../store/react';

/** Goes from the chosen message to the one that came before or after it, over all panes. */
export function useNeighbours() {
  const store = useBusdeckStore();
  const commands = useCommands();
  function go(direction: 'newer' | 'older'): void {
    const { history, selection } = store.getState();
    const row = neighbour(history.shownRows(), selection?.messageId, direction);
    if (row !== undefined) commands.choose({ messageId: row.messageId, deliveryId: row.deliveryId });
  }
  useShortcut('nextMessage', () => go('newer'));
  useShortcut('previousMessage', () => go('older'));
}
