import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import type { DeadLetterSelection } from '../../shared/dead-letter';
import { useCommands } from '../app/use-commands';
import { plural } from '../format/numbers';

/** Writes letters to a file that the person chooses: one for each topic. */
export function useExport() {
  const commands = useCommands();
  return useCallback(
    async (selections: readonly DeadLetterSelection[]) => {
      for (const selection of selections) {
        const written = await commands.exportDeadLetters(selection);
        // Whoever closes one dialog wants none of the next ones either.
        if (!written) return;
        notifications.show({
          title: 'Exported',
          message: `${plural(written.count, 'dead letter')} of ${selection.topic} in ${written.file}`,
        });
      }
    },
    [commands],
  );
}
