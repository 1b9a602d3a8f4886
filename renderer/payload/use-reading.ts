import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { ReadPayload } from '../../shared/ipc/requests-payloads';
import { useCommands } from '../commands/use-commands';
import { prettyJson } from '../format/payload';
import { chosenFor, chosenReadings } from '../store/chosen-readings';
import type { ShownMessage } from '../store/shown-message';

export type Reading =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly error: ErrorInfo }
  /** `text`: what is shown, where it is text and the window holds it. */
  | { readonly type: 'read'; readonly payload: ReadPayload; readonly text: string | undefined };

const loading: Reading = { type: 'loading' };
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A message's payload as it is read: by what was chosen for its topic, by what it says of itself, by its looks. */
export function useReading(message: ShownMessage): Reading {
  const commands = useCommands();
  const { id, deliveryId, topic, properties } = message;
  const { contentType, contentEncoding } = properties;
  const chosen = useStore(chosenReadings, ({ readings }) => chosenFor(readings, topic));
  const owner = `${id} ${deliveryId ?? ''}`;
  const [read, setRead] = useState<{ readonly of: string; readonly reading: Reading }>();

  useEffect(() => {
    let gone = false;
    void commands.readPayload({ id, deliveryId }, { contentType, contentEncoding }, chosen).then((answer) => {
      if (gone) return;
      const reading: Reading = answer.ok
        ? { type: 'read', payload: answer.value, text: textOf(answer.value) }
        : { type: 'failed', error: answer.error };
      setRead({ of: owner, reading });
    });
    return () => {
      gone = true;
    };
  }, [commands, id, deliveryId, contentType, contentEncoding, chosen, owner]);

  // When another step is chosen, what was read before is shown until the other reading is there.
  return read?.of === owner ? read.reading : loading;
}

function textOf({ shows, bytes }: ReadPayload): string | undefined {
  if (bytes === undefined || shows === 'bytes') return undefined;
  const text = utf8.decode(bytes);
  return shows === 'json' ? (prettyJson(text) ?? text) : text;
}
