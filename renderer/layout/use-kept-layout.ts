import { useState } from 'react';
import type { GroupProps } from 'react-resizable-panels';
import { useCommands } from '../commands/use-commands';
import { useBusdeckStore } from '../store/react';

/** A group's sizes as the person left them, also over a restart. The name of the group is its key in the settings. */
export function useKeptLayout(group: string): Pick<GroupProps, 'defaultLayout' | 'onLayoutChanged'> {
  const store = useBusdeckStore();
  const commands = useCommands();
  const [kept] = useState(() => store.getState().settings.layout[group]);
  return {
    ...(kept === undefined ? {} : { defaultLayout: kept }),
    onLayoutChanged: (sizes, { isUserInteraction }) => {
      // What follows from the window's size or from a choice is no wish of the person.
      if (isUserInteraction) void commands.keepLayout(group, sizes);
    },
  };
}
