import { useCallback, useEffect, useState } from 'react';
import type { ErrorInfo } from '../../shared/bus/errors';
import { maxHeldBytes } from '../../shared/ipc/requests-payloads';
import type { ShownMessage } from '../store/shown-message';
import { useCommands } from './use-commands';

export type Body =
  | { readonly type: 'loading' }
  | { readonly type: 'loaded'; readonly bytes: Uint8Array }
  | { readonly type: 'failed'; readonly error: ErrorInfo }
  /** Too large to be held by the window: it is looked at in parts. */
  | { readonly type: 'large' };

const large: Body = { type: 'large' };
const loading: Body = { type: 'loading' };

/** The whole payload of a message, where the window can hold it. */
export function useBody(message: ShownMessage): Body {
  const commands = useCommands();
  const { id, deliveryId, size } = message;
  const owner = `${id} ${deliveryId ?? ''}`;
  const [body, setBody] = useState<{ readonly of: string; readonly body: Body }>();

  const load = useCallback(async () => {
    const answer = await commands.body({ id, deliveryId });
    setBody({
      of: owner,
      body: answer.ok ? { type: 'loaded', bytes: answer.value } : { type: 'failed', error: answer.error },
    });
  }, [commands, id, deliveryId, owner]);

  useEffect(() => {
    if (size <= maxHeldBytes) void load();
  }, [size, load]);

  if (size > maxHeldBytes) return large;
  return body?.of === owner ? body.body : loading;
}
