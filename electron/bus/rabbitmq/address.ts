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

const scheme = /^(amqps?):\/\//i;
const place = /^(\[[0-9a-f:.]+\]|[^:/?#@[\]\s]+)(?::(\d+))?(?:\/([^?#]*))?(?:\?.*)?$/i;
/** So many are tried as the end of the user part, from the last one: more would take the square of the text's length. */
const mostAts = 20;

/** Reads one URL, or several of one cluster separated by commas or white space. */
export function parseAddresses(text: string): [Address, ...Address[]] {
  const [first, ...others] = urlsOf(text);
  return [parseAddress(first ?? ''), ...others.map(parseAddress)];
}

function parseAddress(url: string): Address {
  const start = scheme.exec(url);
  if (start === null) {
    throw new BusError('invalid-argument', `A broker’s URL starts with amqp:// or amqps://, ${example}.`);
  }
  const found = placeIn(url.slice(start[0].length));
  if (found === undefined) throw new BusError('invalid-argument', `That URL names no host, ${example}.`);
  const { login, host, portText, path } = found;
  const protocol = start[1]?.toLowerCase() === 'amqps' ? 'amqps' : 'amqp';
  const port = portText === undefined ? (protocol === 'amqps' ? 5671 : 5672) : Number(portText);
  if (port < 1 || port > 65_535)
    throw new BusError('invalid-argument', `${portText} is not a port: use 1 to 65535.`);
  return {
    protocol,
    host: host.replace(/^\[|\]$/g, ''),
    port,
    ...parseLogin(login),
    vhost: path === undefined || path === '' ? '/' : decode(path),
  };
}

interface Place {
  readonly login: string | undefined;
  readonly host: string;
  readonly portText: string | undefined;
  readonly path: string | undefined;
}

/**
 * The user part runs to the last `@` that a host can follow, so that a password may hold `#`, `/` or `@` without being
 * encoded; the URL parser of the platform would cut such a URL in the wrong place and say so with the password in its
 * message.
 */
function placeIn(rest: string): Place | undefined {
  let at = rest.lastIndexOf('@');
  for (let tries = 0; at >= 0 && tries < mostAts; tries += 1) {
    const login = rest.slice(0, at);
    const found = place.exec(rest.slice(at + 1));
    if (found !== null && !/[\r\n]/.test(login)) return placeOf(login, found);
    at = at === 0 ? -1 : rest.lastIndexOf('@', at - 1);
  }
  const found = place.exec(rest);
  return found === null ? undefined : placeOf(undefined, found);
}

function placeOf(login: string | undefined, [, host = '', portText, path]: RegExpExecArray): Place {
  return { login, host, portText, path };
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
