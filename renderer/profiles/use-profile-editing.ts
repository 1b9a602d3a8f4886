import { useState } from 'react';
import type { Profile } from '../../shared/profile';
import { useUnsavedEdits } from '../app/unsaved-edits';
import { useCommands } from '../app/use-commands';
import type { ProfileDraft } from '../store/settings';
import { askAboutEdits } from './ask-about-edits';
import { draftOfProfile, requestOf } from './profile-draft';

export interface EditOutcome {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

/** The connection in the form, what is saved of it, and the question before anything that was typed is lost. */
export function useProfileEditing(begin: () => ProfileDraft | undefined) {
  const commands = useCommands();
  const [draft, setDraft] = useState(begin);
  const [saved, setSaved] = useState(draft);
  const [outcome, setOutcome] = useState<EditOutcome>();

  function show(next: ProfileDraft | undefined): void {
    setDraft(next);
    setSaved(next);
    setOutcome(undefined);
  }

  function edit(part: Partial<ProfileDraft>): void {
    setDraft((now) => now && { ...now, ...part });
    setOutcome(undefined);
  }

  function editProfile(part: Partial<Profile>): void {
    setDraft((now) => now && { ...now, profile: { ...now.profile, ...part } });
    setOutcome(undefined);
  }

  async function save(): Promise<boolean> {
    if (draft === undefined) return false;
    const answer = await commands.saveProfile({ ...requestOf(draft), remember: draft.remember });
    if (!answer.ok) {
      setOutcome({ tone: 'bad', text: answer.error.message });
      return false;
    }
    // What was typed is the main process's now.
    show(draftOfProfile(draft.profile, draft.remember));
    setOutcome({ tone: 'good', text: 'Saved.' });
    return true;
  }

  const isDirty = textOf(draft) !== textOf(saved);

  /** Goes on at once where nothing is unsaved, and else asks. */
  function leave(goOn: () => void): void {
    if (draft === undefined || !isDirty) {
      goOn();
      return;
    }
    askAboutEdits({
      name: draft.profile.name,
      onSave: () => {
        void save().then((isSaved) => isSaved && goOn());
      },
      onDrop: goOn,
    });
  }

  useUnsavedEdits({ isDirty, leave });

  return { draft, outcome, setOutcome, show, edit, editProfile, save, leave };
}

export type ProfileEditing = ReturnType<typeof useProfileEditing>;

/** Equal for drafts that would be saved as the same. */
function textOf(draft: ProfileDraft | undefined): string {
  return draft === undefined ? '' : JSON.stringify([requestOf(draft), draft.remember]);
}
