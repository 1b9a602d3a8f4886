import { useCommands } from '../commands/use-commands';
import { ErrorBoundary } from '../layout/error-boundary';
import { lazily } from '../layout/lazily';
import { useQuestionMark } from '../palette/use-question-mark';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { useFocusReturn } from './use-focus-return';

const OpenDialog = lazily(() => import('./open-dialog').then((m) => m.OpenDialog));

/** The window that stands over the others, if any. */
export function Dialogs() {
  const dialog = useBusdeck((s) => s.dialog);
  const commands = useCommands();
  const { actions } = useBusdeckStore();
  useQuestionMark(() => commands.openDialog({ type: 'shortcuts' }));
  useFocusReturn(dialog !== undefined);
  return dialog === undefined ? null : (
    <ErrorBoundary
      what="This dialog"
      of={dialog}
      ways={[{ label: 'Close it', run: () => actions.showDialog(undefined) }]}
    >
      <OpenDialog dialog={dialog} />
    </ErrorBoundary>
  );
}
