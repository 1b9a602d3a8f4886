import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPlugX } from '@tabler/icons-react';
import type { BrokerClient } from '../../shared/window/broker-view';
import { useCommands } from '../commands/use-commands';
import { byteSize, count, plural } from '../format/numbers';
import { VisibleText, visible } from '../format/visible-text';
import { Empty } from '../layout/empty';
import classes from './broker.module.css';
import { usePolled } from './use-polled';

/** Asked again after this pause, ms: more often nobody could read it. */
const pauseMs = 3000;

/** Who is connected to the broker. */
export function ClientsList({ filter }: { filter: string }) {
  const commands = useCommands();
  const { value: clients, problem } = usePolled(
    filter,
    () => commands.brokerClients(filter),
    () => pauseMs,
  );
  if (problem !== undefined) return <Empty>{problem.message}</Empty>;
  if (clients === undefined) return null;
  if (clients.clients.length === 0) return <Empty>No connection has that in its name.</Empty>;
  const left = clients.matching - clients.clients.length;
  return (
    <>
      <div className={classes.about}>
        <p data-testid="broker-clients-summary">
          {plural(clients.matching, 'connection')}
          {left > 0 && `; the last ${count(left)} are not shown: filter by name`}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reached by keyboard. */}
      <section className={classes.scroller} tabIndex={0} aria-label="Connections, scrollable">
        <table className={classes.clients} data-testid="broker-clients">
          <thead>
            <tr>
              {['Program', 'Address', 'User', 'State', 'Channels', 'In/s', 'Out/s', ''].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {clients.clients.map((client) => (
              <Client key={client.id} client={client} onClose={() => void commands.closeClient(client)} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Client({ client, onClose }: { client: BrokerClient; onClose: () => void }) {
  const { program, host, user, state, channels, bytesIn, bytesOut, protocol } = client;
  const bytes = (value: number | undefined) => (value === undefined ? '–' : byteSize(Math.round(value)));
  return (
    <tr data-testid="broker-client" data-program={program}>
      <th scope="row" title={visible(client.id)}>
        <VisibleText text={program || 'without a name'} />
      </th>
      <td title={protocol}>{visible(host)}</td>
      <td>{visible(user)}</td>
      <td data-trouble={state !== 'running' || undefined}>{state || '–'}</td>
      <td>{channels === undefined ? '–' : count(channels)}</td>
      <td>{bytes(bytesIn)}</td>
      <td>{bytes(bytesOut)}</td>
      <td>
        <Tooltip label="Close this connection">
          <ActionIcon
            size="xs"
            aria-label={`Close the connection of ${visible(program || host)}`}
            onClick={onClose}
          >
            <IconPlugX size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </td>
    </tr>
  );
}
