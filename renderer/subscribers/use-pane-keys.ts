import type { KeyboardEvent } from 'react';
import { useCommands } from '../commands/use-commands';
import { typesText } from '../shortcuts/types-text';
import { paneLayout } from '../store/pane-layout';
import { useBusdeckStore } from '../store/react';
import { focusPane } from './focus-pane';

/** The keys of a pane, wherever in it the focus is; keys.ts lists them. */
export function usePaneKeys(subscriberId: string) {
  const store = useBusdeckStore();
  const commands = useCommands();

  return (event: KeyboardEvent<HTMLElement>): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || typesText(event.target)) return;
    const { subscribers } = store.getState();
    const info = subscribers.byId.get(subscriberId);
    if (info === undefined) return;
    if (event.altKey) {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      paneLayout.move(subscribers, subscriberId, event.key === 'ArrowRight' ? 1 : -1);
      keepFocus();
    } else {
      switch (event.key.toLowerCase()) {
        case 'p':
          void commands.pause(subscriberId, info.state !== 'paused');
          break;
        case 'c':
          commands.clearPane(subscriberId);
          break;
        case 'b':
          focusPane(subscriberId, 'behaviour');
          break;
        case 'm':
          paneLayout.toggleFolded(info);
          keepFocus();
          break;
        case 'delete':
          focusBeside(event.currentTarget);
          void commands.remove(subscriberId);
          break;
        default:
          return;
      }
    }
    event.preventDefault();
  };

  /** The pane is drawn at another place now. */
  function keepFocus(): void {
    setTimeout(() => focusPane(subscriberId), 0);
  }
}

/** The focus would be nowhere when its pane has gone. */
function focusBeside(pane: HTMLElement): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-part="pane"]')];
  const at = panes.indexOf(pane);
  const beside =
    panes[at + 1] ?? panes[at - 1] ?? document.querySelector<HTMLElement>('[data-part="subscribers"]');
  beside?.focus();
}
