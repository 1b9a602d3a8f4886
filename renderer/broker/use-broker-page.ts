import { useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { BrokerPage, BrokerQuery } from '../../shared/window/broker-view';
import { useCommands } from '../commands/use-commands';
import { useBusdeck } from '../store/react';

interface Seen {
  readonly page?: BrokerPage;
  readonly problem?: ErrorInfo;
}

/** The page of the broker that is looked at, asked for again as often as it is worth it while the window can be seen. */
export function useBrokerPage(query: BrokerQuery): Seen {
  const commands = useCommands();
  const connection = useBusdeck((s) => `${s.session.connectionCount} ${s.session.connection.state}`);
  const [seen, setSeen] = useState<Seen>({});
  const key = JSON.stringify([query, connection]);
  const asked = useRef(key);
  useEffect(() => {
    asked.current = key;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(): Promise<void> {
      let nextInMs = 1000;
      if (document.visibilityState !== 'hidden') {
        const [wanted] = JSON.parse(key) as [BrokerQuery];
        const answer = await commands.brokerTopics(wanted);
        if (gone) return;
        setSeen(answer.ok ? { page: answer.value } : { problem: answer.error });
        if (answer.ok) nextInMs = answer.value.nextInMs;
      }
      timer = setTimeout(() => void look(), nextInMs);
    }
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [commands, key]);
  return seen;
}
