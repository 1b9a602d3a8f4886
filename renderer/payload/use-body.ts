import { useCallback, useEffect, useState } from 'react';
import type { ErrorInfo } from '../../shared/errors';
import type { MessageSummary } from '../../shared/message';
import { useCommands } from '../app/use-commands';

export type Body =
  | { readonly type: 'loading' }
  | { readonly type: 'loaded'; readonly bytes: Uint8Array }
  | { readonly type: 'failed'; readonly error: ErrorInfo }
  /** Too large to be fetched without being asked for. */
  | { readonly type: 'waiting' };

/** Larger payloads are fetched when the person says so. */
const fetchUnaskedBytes = 1_000_000;

/** The whole payload of a message. */
export function useBody(message: MessageSummary) {
  const commands = useCommands();
  const { id, size } = message;
  const [body, setBody] = useState<{ readonly of: string; readonly body: Body }>();

  const load = useCallback(async () => {
    const answer = await commands.body(id);
    setBody({
      of: id,
      body: answer.ok ? { type: 'loaded', bytes: answer.value } : { type: 'failed', error: answer.error },
    });
  }, [commands, id]);

  useEffect(() => {
    if (size <= fetchUnaskedBytes) void load();
  }, [size, load]);

  const waiting: Body = size <= fetchUnaskedBytes ? { type: 'loading' } : { type: 'waiting' };
  return { body: body?.of === id ? body.body : waiting, load };
}
