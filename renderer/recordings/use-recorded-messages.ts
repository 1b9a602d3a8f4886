import { useEffect, useState } from 'react';
import { type OpenedRecording, type RecordedMessage, recordingPageSize } from '../../shared/window/recording';
import { useCommands } from '../commands/use-commands';

/** So many are fetched by themselves; more when they are asked for. */
const atOnce = 50 * recordingPageSize;

export interface RecordedMessages {
  readonly messages: readonly RecordedMessage[];
  readonly loading: boolean;
  readonly loadMore: () => void;
}

/** The messages of a recording, fetched page by page. */
export function useRecordedMessages({ recordingId, messages: total }: OpenedRecording): RecordedMessages {
  const commands = useCommands();
  const [messages, setMessages] = useState<readonly RecordedMessage[]>([]);
  const [wanted, setWanted] = useState(atOnce);
  const loading = messages.length < Math.min(wanted, total);
  const from = messages.length;

  useEffect(() => {
    if (!loading) return;
    let gone = false;
    void commands.recordingPage(recordingId, from).then((answer) => {
      if (gone) return;
      // A page that cannot be had ends it: the reason has been told.
      if (!answer.ok || answer.value.length === 0) setWanted(0);
      else setMessages((before) => [...before.slice(0, from), ...answer.value]);
    });
    return () => {
      gone = true;
    };
  }, [commands, recordingId, from, loading]);

  return { messages, loading, loadMore: () => setWanted(from + atOnce) };
}
