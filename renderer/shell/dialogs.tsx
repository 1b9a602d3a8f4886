import { useCommands } from '../commands/use-commands';
import { lazily } from '../layout/lazily';
import { useQuestionMark } from '../palette/use-question-mark';
import { useBusdeck } from '../store/react';
import { useFocusReturn } from './use-focus-return';

const OpenDialog = lazily(() => import('./open-dialog').then((m) => m.OpenDialog));

/** The window that stands over the others, if any. */
export function Dialogs() {
  const dialog = useBusdeck((s) => s.dialog);
  const commands = useCommands();
  useQuestionMark(() => commands.openDialog({ type: 'shortcuts' }));
  useFocusReturn(dialog !== undefined);
  return dialog === undefined ? null : <OpenDialog dialog={dialog} />;
}
