import type { BrokerPage, BrokerQuery } from '../../shared/window/broker-view';
import { useCommands } from '../commands/use-commands';
import { useBusdeck } from '../store/react';
import { type Polled, usePolled } from './use-polled';

/** The page of the broker that is looked at, asked for again as often as the main process says that it is worth it. */
export function useBrokerPage(query: BrokerQuery): Polled<BrokerPage> {
  const commands = useCommands();
  const connection = useBusdeck((s) => `${s.session.connectionCount} ${s.session.connection.state}`);
  return usePolled(
    JSON.stringify([query, connection]),
    () => commands.brokerTopics(query),
    (page) => page?.nextInMs ?? 1000,
  );
}
