import { useRef, useState } from 'react';
import type { Profile } from '../../shared/window/profile';
import { useUnsavedEdits } from '../ask/unsaved-edits';
import { useCommands } from '../commands/use-commands';
import { draftOfProfile, requestOf } from '../store/profile-draft';
import type { ProfileDraft } from '../store/settings';
import { askAboutEdits } from './ask-about-edits';
import { type ProfileProblems, problemsOf } from './profile-problems';

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
  const [checked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  function show(next: ProfileDraft | undefined): void {
    setDraft(next);
    setSaved(next);
    setOutcome(undefined);
    setChecked(false);
  }

  function edit(part: Partial<ProfileDraft>): void {
    setDraft((now) => now && { ...now, ...part });
    setOutcome(undefined);
  }

  function editProfile(part: Partial<Profile>): void {
    setDraft((now) => now && { ...now, profile: { ...now.profile, ...part } });
    setOutcome(undefined);
  }

  /** Says at each field what is wrong with it, from now on, and goes to the first. */
  function check({ profile }: ProfileDraft): boolean {
    setChecked(true);
    if (Object.keys(problemsOf(profile)).length === 0) return true;
    // It is marked only when it is drawn again.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    return false;
  }

  async function save(): Promise<boolean> {
    if (draft === undefined || !check(draft)) return false;
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

  const problems: ProfileProblems = checked && draft !== undefined ? problemsOf(draft.profile) : {};
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

  return { form, draft, problems, outcome, setOutcome, show, edit, editProfile, check, save, leave };
}

export type ProfileEditing = ReturnType<typeof useProfileEditing>;

/** Equal for drafts that would be saved as the same. */
function textOf(draft: ProfileDraft | undefined): string {
  return draft === undefined ? '' : JSON.stringify([requestOf(draft), draft.remember]);
}
