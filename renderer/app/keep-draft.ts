import { z } from 'zod';
import type { Api } from '../../shared/ipc';
import { payloadFormats } from '../../shared/send';
import { type Draft, headerDraft } from '../store/draft';
import type { BusdeckStore } from '../store/store';
import { request } from './request';

/** The composer is written down when it has rested for so long, ms. */
const restMs = 100;
/** A payload that is longer belongs in a file, not in the settings. */
const maxTextLength = 100_000;

/** What is kept of the composer. Not the count and the rate: a large send must not wait behind an old number. */
const keptSchema = z
  .object({
    topic: z.string().max(1000),
    format: z.enum(payloadFormats),
    text: z.string().max(maxTextLength),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).max(200),
  })
  .partial();

/** Puts what was kept into the composer, and from then on keeps what stands there. */
export function keepDraft(api: Api, store: BusdeckStore): () => void {
  const { actions } = store;
  const kept = keptSchema.safeParse(store.getState().settings.draft ?? {});
  if (kept.success) actions.editDraft(restored(kept.data));

  let timer: ReturnType<typeof setTimeout> | undefined;
  function save(): void {
    const { topic, format, text, headers } = store.getState().draft;
    if (text.length > maxTextLength) return;
    const rows = headers.map(({ name, value }) => ({ name, value }));
    void request(api, 'keepDraft', { draft: { topic, format, text, headers: rows } });
  }
  const unsubscribe = store.subscribe((now, before) => {
    if (now.draft === before.draft) return;
    clearTimeout(timer);
    timer = setTimeout(save, restMs);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}

function restored({ headers, ...rest }: z.infer<typeof keptSchema>): Partial<Draft> {
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  if (headers === undefined) return present;
  return { ...present, headers: headers.map(({ name, value }) => headerDraft(name, value)) };
}
