import type { Api } from '../../shared/ipc/ipc';
import { maxDraftText, type RestoredDraft, type WindowDraft } from '../../shared/window/draft';
import { request } from '../commands/request';
import { type Draft, headerDraft, propertiesOf } from '../store/draft';
import type { BusdeckStore } from '../store/store';

/** The composer is written down when it has rested for so long, ms. */
const restMs = 100;

/** Puts what was kept into the composer, and from then on keeps what stands there. */
export async function keepDraft(api: Api, store: BusdeckStore): Promise<() => void> {
  const { actions } = store;
  const answer = await request(api, 'keptDraft', {});
  if (answer.ok && answer.value !== null) actions.editDraft(restored(answer.value));

  let timer: ReturnType<typeof setTimeout> | undefined;
  function keepNow(): void {
    clearTimeout(timer);
    timer = undefined;
    void request(api, 'keepDraft', kept(store.getState().draft));
  }
  const unsubscribe = store.subscribe((now, before) => {
    if (now.draft === before.draft) return;
    clearTimeout(timer);
    timer = setTimeout(keepNow, restMs);
  });
  // What was typed last does not wait for a rest that never comes.
  const onUnload = () => {
    if (timer !== undefined) keepNow();
  };
  window.addEventListener('beforeunload', onUnload);
  return () => {
    window.removeEventListener('beforeunload', onUnload);
    unsubscribe();
    clearTimeout(timer);
  };
}

function kept({ text, headers, properties, file, savedAs, ...rest }: Draft): WindowDraft {
  return {
    ...rest,
    // The others are kept without it.
    text: text.length > maxDraftText ? '' : text,
    headers: headers.map(({ key: _, ...row }) => row),
    properties: propertiesOf(properties),
    ...(savedAs === undefined ? {} : { savedAs }),
    ...(file === undefined ? {} : { fileId: file.fileId }),
  };
}

function restored({ headers, savedAs, file, ...rest }: RestoredDraft): Draft {
  return {
    ...rest,
    file,
    savedAs,
    headers: headers.map(({ name, value, typed = value }) => ({ ...headerDraft(name, typed), value })),
  };
}
