import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { TlsContext } from '../broker/tls';
import { type Address, isTls } from './address';
import { noStore } from './no-store';

export interface ClientOptions {
  readonly tls: TlsContext;
  readonly keepAliveSeconds: number;
  readonly clientId: string;
  /** How long the broker keeps what comes while it is away, seconds; 0 is not at all. */
  readonly keptSeconds: number;
  /** Unanswered messages at a time. */
  readonly receiveMaximum: number;
  /** What the broker publishes when it goes without a word; retained. */
  readonly will?: { readonly topic: string; readonly payload: string; readonly delaySeconds: number };
  /** For the whole handshake, ms. */
  readonly timeoutMs: number;
}

/** A client for one connection, which never comes back by itself; its `connect` is the caller's to call. */
export function clientOf(address: Address, options: ClientOptions): MqttClient {
  const { scheme, host, port, login, path } = address;
  const { tls, keepAliveSeconds, clientId, keptSeconds, receiveMaximum, will, timeoutMs } = options;
  const all: IClientOptions = {
    protocol: scheme,
    hostname: host,
    host,
    port,
    ...(scheme.startsWith('ws') ? { path } : {}),
    protocolVersion: 5,
    manualConnect: true,
    // It would write each packet to the standard error where DEBUG asks for it, the one with the password as well.
    log: () => {},
    outgoingStore: noStore,
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: timeoutMs,
    keepalive: keepAliveSeconds,
    clientId,
    clean: keptSeconds === 0,
    ...(login === undefined ? {} : { username: login.user, password: login.password }),
    properties: { sessionExpiryInterval: keptSeconds, receiveMaximum },
    ...(will === undefined ? {} : { will: willOf(will) }),
    ...(isTls(address) ? { ...tls, rejectUnauthorized: true, ...serverName(host, tls) } : {}),
  } as IClientOptions;
  return connect(all);
}

function willOf({
  topic,
  payload,
  delaySeconds,
}: NonNullable<ClientOptions['will']>): IClientOptions['will'] {
  return {
    topic,
    payload: Buffer.from(payload),
    qos: 1,
    retain: true,
    properties: { willDelayInterval: delaySeconds },
  };
}

/** Without a name in the settings the host's is checked; a literal address has none to be sent. */
function serverName(host: string, { servername }: TlsContext): { servername?: string } {
  if (servername !== undefined) return { servername };
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}
