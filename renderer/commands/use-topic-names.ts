import { useEffect, useMemo, useState } from 'react';
import { useBusdeck } from '../store/react';
import { knownTopics } from '../store/topics';
import { useCommands } from './use-commands';

/** Nobody asks while somebody still types, ms. */
const afterMs = 150;

/** Topics to choose from where one is typed: those that have a pane, and those of the broker that fit. */
export function useTopicNames(text: string): string[] {
  const commands = useCommands();
  const here = useBusdeck(knownTopics);
  const connection = useBusdeck((s) => s.session.connectionCount);
  const [there, setThere] = useState<readonly string[]>([]);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(async () => {
      const answer = await commands.topicNames(text);
      if (!gone && answer.ok && connection > 0) setThere(answer.value);
    }, afterMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [commands, connection, text]);
  return useMemo(() => [...new Set([...here, ...there])], [here, there]);
}
