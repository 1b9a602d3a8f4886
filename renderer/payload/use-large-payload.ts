import { useEffect, useMemo, useState } from 'react';
import { maxSliceBytes } from '../../shared/ipc/requests-payloads';
import { useCommands } from '../commands/use-commands';
import type { ShownMessage } from '../store/shown-message';
import { type FetchSlice, hexSource } from './hex-source';
import { LargeText, type ReadText } from './large-text';

export type LargePayload =
  | { readonly type: 'loading'; readonly loaded: number }
  | ReadText
  | { readonly type: 'gone'; readonly reason: string };

/** Bytes that are asked for slice by slice, without the window's having to hold them. */
export interface SlicedBytes {
  readonly size: number;
  readonly fetchSlice: FetchSlice;
}

/** A message's payload as it came. */
export function useBodySlices({ id, deliveryId, size }: ShownMessage): SlicedBytes {
  const commands = useCommands();
  return useMemo(
    () => ({
      size,
      fetchSlice: async (offset, length) => {
        const answer = await commands.bodySlice({ id, deliveryId }, offset, length);
        return answer.ok ? { ok: true, value: answer.value.bytes } : answer;
      },
    }),
    [commands, id, deliveryId, size],
  );
}

/** What a reading shows. */
export function useReadingSlices(readingId: string, size: number): SlicedBytes {
  const commands = useCommands();
  return useMemo(
    () => ({ size, fetchSlice: (offset, length) => commands.readingSlice(readingId, offset, length) }),
    [commands, readingId, size],
  );
}

export function useHexSource({ size, fetchSlice }: SlicedBytes, perLine: number) {
  return useMemo(() => hexSource(size, perLine, fetchSlice), [size, perLine, fetchSlice]);
}

/** Feeds a text to a worker, slice by slice, for as long as it is looked at. */
export function useLargePayload({ size, fetchSlice }: SlicedBytes): LargePayload {
  const [state, setState] = useState<LargePayload>({ type: 'loading', loaded: 0 });

  useEffect(() => {
    const text = new LargeText();
    let gone = false;
    let known = false;
    void text.result.then((result) => {
      known = true;
      if (!gone) setState(result);
    });

    async function feed(): Promise<void> {
      for (let offset = 0; offset < size && !gone && !known; offset += maxSliceBytes) {
        const answer = await fetchSlice(offset, maxSliceBytes);
        if (gone || known) return;
        if (!answer.ok) {
          setState({ type: 'gone', reason: answer.error.message });
          return;
        }
        setState({ type: 'loading', loaded: Math.min(size, offset + maxSliceBytes) });
        text.feed(new Uint8Array(answer.value));
      }
      if (!gone && !known) text.end();
    }
    setState({ type: 'loading', loaded: 0 });
    void feed();
    return () => {
      gone = true;
      text.dispose();
    };
  }, [size, fetchSlice]);

  return state;
}
