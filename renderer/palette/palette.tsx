import '@mantine/spotlight/styles.css';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommands } from '../commands/use-commands';
import { useShortcut } from '../shortcuts/use-shortcut';
import { useBusdeckStore } from '../store/react';
import classes from './palette.module.css';
import { type PaletteAction, paletteActions } from './palette-actions';

/** Everything the window can do, found by typing a few letters of its name. */
export function Palette() {
  const store = useBusdeckStore();
  const commands = useCommands();
  const [actions, setActions] = useState<readonly PaletteAction[]>([]);
  useShortcut('palette', () => spotlight.open());

  const groups = [...new Set(actions.map(({ group }) => group))].map((group) => ({
    group,
    actions: actions
      .filter((action) => action.group === group)
      .map(({ id, label, keys, run }) => ({
        id,
        label,
        rightSection: keys === undefined ? undefined : <kbd className={classes.keys}>{keys}</kbd>,
        dimmedSections: false,
        // Once the palette is gone, or it would take back the focus that the action gives.
        onClick: () => setTimeout(run, 0),
      })),
  }));
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      nothingFound="Nothing is called so."
      maxHeight={420}
      scrollable
      transitionProps={{ duration: 0 }}
      title="Do anything by its name"
      classNames={{
        // For screen readers; everybody else sees the field.
        header: classes.title ?? '',
        action: classes.action ?? '',
        search: classes.search ?? '',
        actionsGroup: classes.group ?? '',
      }}
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: 'Type what you want to do',
        'aria-label': 'What you want to do',
      }}
      // What can be done depends on what there is when it opens.
      onSpotlightOpen={() => setActions(paletteActions(store, commands))}
    />
  );
}
