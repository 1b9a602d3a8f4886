import { lazy, Suspense } from 'react';
import { useQuestionMark } from '../palette/use-question-mark';
import { useBusdeck } from '../store/react';
import { fetchedLater } from './fetched-later';
import { useCommands } from './use-commands';
import { useFocusReturn } from './use-focus-return';

const OpenDialog = lazy(fetchedLater(() => import('./open-dialog').then((m) => ({ default: m.OpenDialog }))));

/** The window that stands over the others, if any. */
export function Dialogs() {
  const dialog = useBusdeck((s) => s.dialog);
  const commands = useCommands();
  useQuestionMark(() => commands.openDialog({ type: 'shortcuts' }));
  useFocusReturn(dialog !== undefined);
  return <Suspense>{dialog !== undefined && <OpenDialog dialog={dialog} />}</Suspense>;
}
