import { useStore } from 'zustand';
import { useUnsavedEdits } from '../ask/unsaved-edits';
import type { Commands } from '../commands/commands';
import { useCommands } from '../commands/use-commands';
import { askAboutEdits } from '../profiles/ask-about-edits';
import { isUnsaved, scenarioLook } from '../store/scenario';

/** Goes on at once where nothing is unsaved, and else asks. */
export function leaveScenario(commands: Commands, goOn: () => void): void {
  const look = scenarioLook.getState();
  if (!isUnsaved(look)) goOn();
  else
    askAboutEdits({
      name: look.written?.name ?? '',
      onSave: () => void commands.saveScenario().then((isSaved) => isSaved && goOn()),
      onDrop: goOn,
    });
}

/** Its text is asked about before the window closes, also while the composer is shown in its place. */
export function ScenarioEdits() {
  const commands = useCommands();
  const isDirty = useStore(scenarioLook, isUnsaved);
  useUnsavedEdits({ isDirty, stays: true, leave: (goOn) => leaveScenario(commands, goOn) });
  return null;
}
