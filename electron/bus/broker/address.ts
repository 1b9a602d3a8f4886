import { BusError } from '../../../shared/bus/errors';
import { urlsOf } from '../../../shared/bus/url-list';

/** One host of a broker, as its URL says it; what the URL leaves out is undefined. */
export interface UrlParts<Scheme extends string> {
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** What follows the first slash, decoded. */
  readonly path: string | undefined;
  /** What follows the question mark. */
  readonly query: URLSearchParams;
}

/** How a kind of broker is reached, see its descriptor. Errors name the schemes in this order. */
export interface UrlForm<Scheme extends string> {
  readonly schemes: Readonly<Record<Scheme, { readonly port: number }>>;
  readonly example: string;
}

const place = /^(\[[0-9a-f:.]+\]|[^:/?#@[\]\s]+)(?::(\d+))?(?:\/([^?#]*))?(?:\?(.*))?$/i;
/** So many are tried as the end of the user part, from the last one: more would take the square of the text's length. */
const mostAts = 20;

/** Reads one URL, or several of one cluster separated by commas or white space. */
export function parseUrls<Scheme extends string>(
  text: string,
  form: UrlForm<Scheme>,
): [UrlParts<Scheme>, ...UrlParts<Scheme>[]] {
  const [first, ...others] = urlsOf(text);
  return [parseUrl(first ?? '', form), ...others.map((url) => parseUrl(url, form))];
}

function parseUrl<Scheme extends string>(
  url: string,
  { schemes, example }: UrlForm<Scheme>,
): UrlParts<Scheme> {
  const names = Object.keys(schemes) as Scheme[];
  const scheme = names.find((each) => url.toLowerCase().startsWith(`${each}://`));
  if (scheme === undefined) {
    const starts = names.map((each) => `${each}://`).join(' or ');
    throw new BusError('invalid-argument', `A broker’s URL starts with ${starts}, for example ${example}.`);
  }
  const found = placeIn(url.slice(scheme.length + '://'.length));
  if (found === undefined) {
    if (/^[^/]*[^/:@]:\d+,/.test(url.slice(url.lastIndexOf('@') + 1).replace(/^.*:\/\//, '')))
      throw new BusError(
        'invalid-argument',
        `Several servers are several URLs, each whole and separated by commas: ${scheme}://A:1/…, ${scheme}://B:1/….`,
      );
    throw new BusError('invalid-argument', `That URL names no host, for example ${example}.`);
  }
  const { login, host, portText, path, query } = found;
  const port = portText === undefined ? schemes[scheme].port : Number(portText);
  if (port < 1 || port > 65_535)
    throw new BusError('invalid-argument', `${portText} is not a port: use 1 to 65535.`);
  return {
    scheme,
    host: host.replace(/^\[|\]$/g, ''),
    port,
    login: login === undefined ? undefined : parseLogin(login),
    path: path === undefined ? undefined : decode(path),
    query: new URLSearchParams(query),
  };
}

interface Place {
  readonly login: string | undefined;
  readonly host: string;
  readonly portText: string | undefined;
  readonly path: string | undefined;
  readonly query: string | undefined;
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

function placeOf(login: string | undefined, [, host = '', portText, path, query]: RegExpExecArray): Place {
  return { login, host, portText, path, query };
}

function parseLogin(login: string): { user: string; password: string } {
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

/** As it stands in a URL: an IPv6 address in brackets. */
export const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);
