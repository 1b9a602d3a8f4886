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

/** Bytes asked for without the window's having to hold them. */
export function useSlices({ id, deliveryId }: ShownMessage): FetchSlice {
  const commands = useCommands();
  return useMemo(
    () => async (offset, length) => {
      const answer = await commands.bodySlice({ id, deliveryId }, offset, length);
      return answer.ok ? answer.value.bytes : undefined;
    },
    [commands, id, deliveryId],
  );
}

export function useHexSource(message: ShownMessage, perLine: number) {
  const fetchSlice = useSlices(message);
  return useMemo(() => hexSource(message.size, perLine, fetchSlice), [message.size, perLine, fetchSlice]);
}

/** Feeds the payload to a worker, slice by slice, for as long as it is looked at. */
export function useLargePayload(message: ShownMessage): LargePayload {
  const commands = useCommands();
  const { id, deliveryId, size } = message;
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
        const answer = await commands.bodySlice({ id, deliveryId }, offset, maxSliceBytes);
        if (gone || known) return;
        if (!answer.ok) {
          setState({ type: 'gone', reason: answer.error.message });
          return;
        }
        setState({ type: 'loading', loaded: Math.min(size, offset + maxSliceBytes) });
        text.feed(new Uint8Array(answer.value.bytes));
      }
      if (!gone && !known) text.end();
    }
    setState({ type: 'loading', loaded: 0 });
    void feed();
    return () => {
      gone = true;
      text.dispose();
    };
  }, [commands, id, deliveryId, size]);

  return state;
}
