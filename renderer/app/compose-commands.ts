import type { ErrorInfo } from '../../shared/errors';
import type { RequestInput } from '../../shared/ipc';
import { draftOfRequest, headersOf, payloadOf, propertiesOf } from '../store/draft';
import type { BusdeckStore } from '../store/store';
import type { Asking } from './commands';

export const noFile: ErrorInfo = { code: 'invalid-argument', message: 'Choose a file to send first.' };

/** What can be asked for around the composer, beside sending. */
export function composeCommands(store: BusdeckStore, { ask, tell }: Asking) {
  const { actions } = store;
  return {
    choosePayloadFile: async (): Promise<void> => {
      const file = await tell('No file was chosen', 'choosePayloadFile', {});
      if (file) actions.editDraft({ format: 'file', file });
    },
    previewSend: (argument: RequestInput<'previewSend'>) => ask('No preview', 'previewSend', argument),

    sentRequests: () => tell('The history could not be read', 'sentRequests', {}),
    openSent: async (id: string): Promise<void> => {
      const request = await tell('Not opened', 'openSent', { id });
      if (request === undefined) return;
      actions.editDraft(draftOfRequest(request));
      actions.showComposer('form');
    },
    clearSent: () => tell('The history was not cleared', 'clearSent', {}),

    collection: () => tell('The saved requests could not be listed', 'collection', {}),
    chooseCollection: () => tell('The folder was not changed', 'chooseCollection', {}),
    openSaved: async (name: string): Promise<void> => {
      const request = await tell('Not opened', 'openSaved', { name });
      if (request === undefined) return;
      actions.editDraft(draftOfRequest(request, name));
      actions.showComposer('form');
    },
    saveRequest: async (name: string, overwrite: boolean) => {
      const { draft } = store.getState();
      const payload = payloadOf(draft);
      if (payload === undefined) return { ok: false, error: noFile } as const;
      const { topic, headers, properties, count, rate } = draft;
      const answer = await ask('Not saved', 'saveRequest', {
        name,
        overwrite,
        request: {
          topic,
          payload,
          headers: { ...headersOf(headers) },
          properties: propertiesOf(properties),
          count,
          rate,
        },
      });
      if (answer.ok && answer.value.outcome === 'saved') actions.editDraft({ savedAs: name });
      return answer;
    },
    renameSaved: async (name: string, to: string) => {
      const answer = await ask('Not renamed', 'renameSaved', { name, to });
      if (answer.ok && store.getState().draft.savedAs === name) actions.editDraft({ savedAs: to });
      return answer;
    },
    deleteSaved: async (name: string): Promise<void> => {
      await tell('Not deleted', 'deleteSaved', { name });
      if (store.getState().draft.savedAs === name) actions.editDraft({ savedAs: undefined });
    },
  };
}
