import { useEffect, useState } from 'react';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { BrokerDetail } from '../../shared/window/broker-view';
import { useCommands } from '../commands/use-commands';

/** As often as it may change under somebody's eyes, ms. */
const everyMs = 3000;

interface Seen {
  readonly detail?: BrokerDetail;
  readonly problem?: ErrorInfo;
}

/** What is known of a row beyond its line, as long as it is chosen and the window can be seen. */
export function useBrokerDetail(id: string): Seen {
  const commands = useCommands();
  const [seen, setSeen] = useState<Seen>({});
  useEffect(() => {
    let gone = false;
    setSeen({});
    async function look(): Promise<void> {
      if (document.visibilityState === 'hidden') return;
      const answer = await commands.brokerDetail(id);
      if (!gone) setSeen(answer.ok ? { detail: answer.value } : { problem: answer.error });
    }
    void look();
    const timer = setInterval(() => void look(), everyMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [commands, id]);
  return seen;
}
