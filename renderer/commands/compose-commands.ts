import type { ErrorInfo } from '../../shared/bus/errors';
import { topicProblem } from '../../shared/bus/message';
import type { RequestInput } from '../../shared/ipc/ipc';
import type { SavedState } from '../../shared/window/compose';
import type { OfferUndo } from '../ask/questions';
import { runnerOf } from '../shortcuts/runners';
import { composedOf, type Draft, draftOfRequest } from '../store/draft';
import { showSide } from '../store/scenario';
import type { BusdeckStore } from '../store/store';
import { type Ask, valueIn } from './asking';

export const noFile: ErrorInfo = { code: 'invalid-argument', message: 'Choose a file to send first.' };

/** What can be asked for around the composer, beside sending. */
export function composeCommands(store: BusdeckStore, ask: Ask, offerUndo: OfferUndo) {
  const { actions } = store;

  /** What was written by hand and stands nowhere else can be had back, all of it. */
  function replaceDraft(next: Draft): void {
    const { draft } = store.getState();
    actions.editDraft(next);
    actions.showComposer('form');
    showSide('composer');
    if (!draft.edited) return;
    offerUndo('What you had written in the composer was replaced.', () => {
      replaceDraft(draft);
      runnerOf('focusTopic')?.();
    });
  }

  return {
    replaceDraft,
    choosePayloadFile: async (): Promise<void> => {
      const file = valueIn(await ask('No file was chosen', 'choosePayloadFile', {}));
      if (file) actions.editDraft({ format: 'file', file });
    },
    previewSend: (argument: RequestInput<'previewSend'>) =>
      ask('No preview', 'previewSend', argument, { inPlace: true }),

    sentRequests: () => ask('The history could not be read', 'sentRequests', {}),
    openSent: async (id: string): Promise<void> => {
      const request = valueIn(await ask('Not opened', 'openSent', { id }));
      if (request !== undefined) replaceDraft(draftOfRequest(request));
    },
    clearSent: () => ask('The history was not cleared', 'clearSent', {}),

    collection: () => ask('The saved requests could not be listed', 'collection', {}),
    chooseCollection: async () => {
      const before = valueIn(await ask('The saved requests could not be listed', 'collection', {}));
      const after = valueIn(await ask('The folder was not changed', 'chooseCollection', {}));
      const { edited } = store.getState().draft;
      // A request of the same name in another folder is another request.
      if (after !== undefined && after.folder !== before?.folder)
        actions.editDraft({ savedAs: undefined, edited });
      return after;
    },
    openSaved: async (name: string): Promise<void> => {
      const request = valueIn(await ask('Not opened', 'openSaved', { name }));
      if (request !== undefined) replaceDraft(draftOfRequest(request, { name, version: request.version }));
    },
    /** The file's content in place of the draft that came from it. */
    takeSaved: async (name: string): Promise<void> => {
      const request = valueIn(await ask('Not opened', 'openSaved', { name }));
      if (request !== undefined)
        actions.editDraft(draftOfRequest(request, { name, version: request.version }));
    },
    /** `overwrite`: whatever is there, and not only what was opened. */
    saveRequest: async (name: string, overwrite: boolean) => {
      const { draft } = store.getState();
      const request = composedOf(draft);
      if (request === undefined) return { ok: false, error: noFile } as const;
      const { savedAs } = draft;
      const known = savedAs?.name === name ? { basedOn: savedAs.version } : {};
      const answer = await ask(
        'Not saved',
        'saveRequest',
        { name, overwrite, request, ...known },
        { inPlace: true },
      );
      if (answer.ok && answer.value.outcome === 'saved')
        actions.editDraft({ savedAs: { name, version: answer.value.version }, edited: false });
      return answer;
    },
    /** Whether the saved request that the draft came from is still what it was; `undefined` when it came from none. */
    compareSaved: async (): Promise<SavedState | undefined> => {
      const { draft } = store.getState();
      const request = composedOf(draft);
      const { savedAs } = draft;
      if (savedAs === undefined || request === undefined) return undefined;
      // Half done: there is time when it is whole.
      if (topicProblem(request.topic) !== undefined) return undefined;
      const answer = await ask(
        'The saved request was not compared',
        'compareSaved',
        {
          name: savedAs.name,
          basedOn: savedAs.version,
          request,
        },
        { inPlace: true },
      );
      return answer.ok ? answer.value : undefined;
    },
    renameSaved: async (name: string, to: string) => {
      const answer = await ask('Not renamed', 'renameSaved', { name, to }, { inPlace: true });
      const { savedAs, edited } = store.getState().draft;
      if (answer.ok && savedAs?.name === name)
        actions.editDraft({ savedAs: { ...savedAs, name: to }, edited });
      return answer;
    },
    deleteSaved: async (name: string): Promise<void> => {
      const { ok } = await ask('Not deleted', 'deleteSaved', { name });
      if (ok && store.getState().draft.savedAs?.name === name) actions.editDraft({ savedAs: undefined });
    },
    deleteFolder: (name: string) => ask('Not deleted', 'deleteFolder', { name }),
  };
}
