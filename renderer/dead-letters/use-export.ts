import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import type { DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { visible } from '../format/visible-text';

/** What the dialog cannot say. */
export const exportHint = 'One file: NDJSON, JSON or CSV, by its ending';

/** Writes letters to one file that the person chooses, of however many topics they are. */
export function useExport() {
  const commands = useCommands();
  return useCallback(
    async (selections: readonly DeadLetterSelection[]) => {
      const answer = await commands.exportDeadLetters(selections);
      if (!answer.ok || !answer.value) return;
      const written = answer.value;
      const [first, ...others] = selections;
      const whose =
        others.length === 0 && first !== undefined
          ? visible(first.topic)
          : plural(selections.length, 'topic');
      notifications.show({
        title: 'Exported',
        message: `${plural(written.count, 'dead letter')} of ${whose} in ${visible(written.file)}`,
      });
    },
    [commands],
  );
}
