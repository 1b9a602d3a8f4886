import { BusError } from '../../../shared/bus/errors';
import { urlsOf } from '../../../shared/bus/url-list';

/** One host of a broker and how to log in there. The password is in no text made from this. */
export interface Address {
  readonly protocol: 'amqp' | 'amqps';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
}

const example = 'for example amqp://guest:guest@localhost:5672/';

/**
 * The user part runs to the last `@`, so that a password may hold `#`, `/` or `@` without being encoded; the URL parser
 * of the platform would cut such a URL in the wrong place and say so with the password in its message.
 */
const pattern =
  /^(amqps?):\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[^:/?#@[\]\s]+)(?::(\d+))?(?:\/([^?#]*))?(?:\?.*)?$/i;

/** Reads one URL, or several of one cluster separated by commas or white space. */
export function parseAddresses(text: string): [Address, ...Address[]] {
  const [first, ...others] = urlsOf(text);
  return [parseAddress(first ?? ''), ...others.map(parseAddress)];
}

function parseAddress(url: string): Address {
  if (!/^amqps?:\/\//i.test(url)) {
    throw new BusError('invalid-argument', `A broker’s URL starts with amqp:// or amqps://, ${example}.`);
  }
  const match = pattern.exec(url);
  if (match === null) throw new BusError('invalid-argument', `That URL names no host, ${example}.`);
  const [, scheme, login, host = '', portText, path] = match;
  const protocol = scheme?.toLowerCase() === 'amqps' ? 'amqps' : 'amqp';
  const port = portText === undefined ? (protocol === 'amqps' ? 5671 : 5672) : Number(portText);
  if (port < 1 || port > 65_535)
    throw new BusError('invalid-argument', `${portText} is no port: use 1 to 65535.`);
  return {
    protocol,
    host: host.replace(/^\[|\]$/g, ''),
    port,
    ...parseLogin(login),
    vhost: path === undefined || path === '' ? '/' : decode(path),
  };
}

function parseLogin(login: string | undefined): { user: string; password: string } {
  if (login === undefined) return { user: 'guest', password: 'guest' };
  const colon = login.indexOf(':');
  if (colon < 0) return { user: decode(login), password: '' };
  return { user: decode(login.slice(0, colon)), password: decode(login.slice(colon + 1)) };
}

/** What is no valid percent encoding was meant as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** For people: no password. */
export function describeAddress({ protocol, user, host, port, vhost }: Address): string {
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return `${protocol}://${user}@${shownHost}:${port}${vhost === '/' ? '/' : `/${vhost}`}`;
}
