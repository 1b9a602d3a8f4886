import { createClient, RESP_TYPES } from '@redis/client';
import type { TlsContext } from '../broker/tls';
import { type Address, isTls } from './address';

/** Strings as bytes: a payload need not be text. Maps as RESP2 has them, flat. */
const asBytes = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.MAP]: Array } };

interface ClientOptions {
  readonly tls: TlsContext;
  readonly name: string;
  /** For the whole handshake, ms. */
  readonly timeoutMs: number;
}

/** A client for one connection, which never comes back by itself. */
export function clientOf(address: Address, { tls, name, timeoutMs }: ClientOptions) {
  const { host, port, login, database, protocol } = address;
  const socket = { host, port, reconnectStrategy: false, connectTimeout: timeoutMs } as const;
  return createClient({
    RESP: protocol,
    name,
    commandOptions: asBytes,
    database,
    ...(login === undefined ? {} : { username: login.user, password: login.password }),
    disableOfflineQueue: true,
    socket: isTls(address)
      ? { ...socket, ...tls, tls: true, rejectUnauthorized: true, ...serverName(host, tls) }
      : socket,
  });
}

/** Without a name in the settings the host's is checked; a literal address has none to be sent. */
function serverName(host: string, { servername }: TlsContext): { servername?: string } {
  if (servername !== undefined) return { servername };
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}
