import { z } from 'zod';
import type { BrokerClient } from '../../../shared/window/broker-view';
import { programOf } from './queue-detail';

/** What is asked for of each connection. */
export const clientColumns = [
  ...['name', 'user', 'peer_host', 'peer_port', 'state', 'channels', 'connected_at', 'protocol', 'ssl'],
  'last_blocked_age',
  ...['recv_oct_details.rate', 'send_oct_details.rate'],
  ...['client_properties.connection_name', 'client_properties.product'],
].join(',');

const text = z.string().catch('');
const number = z.number().optional().catch(undefined);
const rate = z.object({ rate: number }).optional().catch(undefined);

const clientSchema = z.object({
  name: z.string(),
  user: text,
  peer_host: text,
  peer_port: number,
  state: text,
  channels: number,
  connected_at: number,
  last_blocked_age: number,
  protocol: text,
  ssl: z.boolean().catch(false),
  recv_oct_details: rate,
  send_oct_details: rate,
  client_properties: z.unknown(),
});

/** Those that can be read: one that has just come tells only its name. */
export function parseClients(items: readonly unknown[]): BrokerClient[] {
  return items.flatMap((item) => {
    const { data } = clientSchema.safeParse(item);
    if (data === undefined) return [];
    const program = programOf({ client_properties: data.client_properties });
    return [
      {
        id: data.name,
        program,
        isOurs: program.startsWith('Busdeck'),
        user: data.user,
        host: data.peer_port === undefined ? data.peer_host : `${data.peer_host}:${data.peer_port}`,
        state: data.state,
        protocol: data.ssl ? `${data.protocol}, TLS` : data.protocol,
        ...(data.channels === undefined ? {} : { channels: data.channels }),
        ...blockedSince(data.state, data.last_blocked_age),
        ...(data.connected_at === undefined ? {} : { since: data.connected_at }),
        ...(data.recv_oct_details?.rate === undefined ? {} : { bytesIn: data.recv_oct_details.rate }),
        ...(data.send_oct_details?.rate === undefined ? {} : { bytesOut: data.send_oct_details.rate }),
      },
    ];
  });
}

/** The broker tells how long ago, in seconds, also of a time that is over. */
function blockedSince(state: string, age: number | undefined): { blockedSince?: number } {
  const isBlocked = state === 'blocked' || state === 'blocking';
  return isBlocked && age !== undefined ? { blockedSince: Date.now() - age * 1000 } : {};
}
