import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconPlugX } from '@tabler/icons-react';
import { useState } from 'react';
import type { BrokerChannel, BrokerClient } from '../../shared/window/broker-view';
import { useCommands } from '../commands/use-commands';
import { byteSize, count, plural, rate } from '../format/numbers';
import { clock } from '../format/time';
import { VisibleText, visible } from '../format/visible-text';
import { Empty } from '../layout/empty';
import { useBusdeck } from '../store/react';
import broker from './broker.module.css';
import classes from './clients.module.css';
import { usePolled } from './use-polled';

/** Asked again after this pause, ms: more often nobody could read it. */
const pauseMs = 3000;

/** Who is connected to the broker. */
export function ClientsList({ filter }: { filter: string }) {
  const commands = useCommands();
  const connection = useBusdeck((s) => s.session.connectionCount);
  const [openId, setOpenId] = useState<string>();
  const { value: clients, problem } = usePolled(
    `${filter} ${connection}`,
    () => commands.brokerClients(filter),
    () => pauseMs,
  );
  if (problem !== undefined) return <Empty>{problem.message}</Empty>;
  if (clients === undefined) return null;
  if (clients.clients.length === 0) return <Empty>No connection has that in its name.</Empty>;
  const left = clients.matching - clients.clients.length;
  return (
    <>
      <div className={broker.about}>
        <p data-testid="broker-clients-summary">
          {plural(clients.matching, 'connection')}
          {left > 0 && `; the last ${count(left)} are not shown: filter by name`}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reached by keyboard. */}
      <section className={broker.scroller} tabIndex={0} aria-label="Connections, scrollable">
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
              <Client
                key={client.id}
                client={client}
                isOpen={client.id === openId}
                onOpen={() => setOpenId(client.id === openId ? undefined : client.id)}
                onClose={() => void commands.closeClient(client)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

interface ClientProps {
  readonly client: BrokerClient;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

function Client({ client, isOpen, onOpen, onClose }: ClientProps) {
  const { id, program, host, user, channels, bytesIn, bytesOut, protocol } = client;
  const bytes = (value: number | undefined) => (value === undefined ? '–' : byteSize(Math.round(value)));
  const Arrow = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <tr data-testid="broker-client" data-program={program}>
        <th scope="row" title={visible(id)}>
          <button type="button" className={classes.clientName} aria-expanded={isOpen} onClick={onOpen}>
            <Arrow size={12} aria-hidden />
            <VisibleText text={program || 'without a name'} />
          </button>
        </th>
        <td title={protocol}>{visible(host)}</td>
        <td>{visible(user)}</td>
        <td data-trouble={client.state !== 'running' || undefined}>{stateOf(client)}</td>
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
      {isOpen && (
        <tr>
          <td colSpan={8} className={classes.clientChannels}>
            <Channels id={id} />
          </td>
        </tr>
      )}
    </>
  );
}

function stateOf({ state, blockedSince }: BrokerClient): string {
  if (blockedSince === undefined) return state || '–';
  return `${state} since ${clock(blockedSince)}`;
}

/** What a connection does, channel by channel. */
function Channels({ id }: { id: string }) {
  const commands = useCommands();
  const { value: channels, problem } = usePolled(
    id,
    () => commands.clientChannels(id),
    () => pauseMs,
  );
  if (problem !== undefined) return <span>{problem.message}</span>;
  if (channels === undefined) return null;
  if (channels.length === 0) return <span>It has no channel open.</span>;
  return (
    <ul className={broker.list} aria-label="Channels">
      {channels.map((channel) => (
        <li key={channel.number} data-testid="broker-channel">
          <strong>channel {channel.number}</strong> {channelWords(channel)}
        </li>
      ))}
    </ul>
  );
}

function channelWords({
  state,
  prefetch,
  consumers,
  unanswered,
  unconfirmed,
  publishes = 0,
  takes = 0,
}: BrokerChannel): string {
  const parts = [
    ...(state === 'running' || state === '' ? [] : [state]),
    ...(consumers === 0
      ? []
      : [
          `${plural(consumers, 'consumer')}, ${prefetch === 0 ? 'no prefetch limit' : `prefetch ${prefetch}`}`,
        ]),
    ...(unanswered === 0 ? [] : [`${count(unanswered)} unanswered`]),
    ...(unconfirmed === undefined || unconfirmed === 0 ? [] : [`${count(unconfirmed)} unconfirmed`]),
    ...(publishes === 0 ? [] : [`publishes ${rate(publishes)}/s`]),
    ...(takes === 0 ? [] : [`takes ${rate(takes)}/s`]),
  ];
  return parts.length === 0 ? 'idle' : parts.join(' · ');
}
