import { redis } from '../../../shared/brokers/redis';
import { BusError } from '../../../shared/bus/errors';
import { hostInUrl, parseUrls } from '../broker/address';

/** One server and how to log in there. The password is in no text made from this. */
export interface Address {
  readonly scheme: 'redis' | 'rediss' | 'redis+sentinel' | 'rediss+sentinel';
  readonly host: string;
  readonly port: number;
  /** Without one nobody logs in. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly database: number;
  /** Of a Sentinel: the name of the set whose master is meant. Else empty. */
  readonly master: string;
  /** Of RESP. */
  readonly protocol: 2 | 3;
}

export const isSentinel = ({ scheme }: Address): boolean => scheme.endsWith('+sentinel');
export const isTls = ({ scheme }: Address): boolean => scheme.startsWith('rediss');

/** Reads one URL, or several of one set of replicas separated by commas or white space. */
export function parseAddresses(text: string): [Address, ...Address[]] {
  const [first, ...others] = parseUrls(text, redis.address).map(
    ({ scheme, host, port, login, path = '', query }): Address => {
      const [master = '', database] = scheme.endsWith('+sentinel') ? path.split('/') : ['', path];
      if (scheme.endsWith('+sentinel') && master === '')
        throw new BusError(
          'invalid-argument',
          `What follows the slash is the name of the set that the Sentinel watches, for example ${scheme}://HOST:26379/mymaster.`,
        );
      return {
        ...{ scheme, host, port, master },
        login: login === undefined ? undefined : { ...login, user: login.user || redis.address.defaultUser },
        database: databaseOf(database),
        protocol: protocolOf(query.get('protocol')),
      };
    },
  );
  return [first as Address, ...others];
}

function databaseOf(path: string | undefined): number {
  if (path === undefined || path === '') return 0;
  if (/^\d{1,5}$/.test(path)) return Number(path);
  throw new BusError(
    'invalid-argument',
    `What follows the slash is the number of a database, not ${path.slice(0, 20)}.`,
  );
}

/** Written as other clients write it; every server speaks 2. */
function protocolOf(text: string | null): 2 | 3 {
  if (text === null || text === '2') return 2;
  if (text === '3') return 3;
  throw new BusError('invalid-argument', `The protocol is 2 or 3, not ${text.slice(0, 20)}.`);
}

/** For people: no password. */
export function describeAddress({ scheme, login, host, port, database, master }: Address): string {
  const user = login === undefined || login.user === redis.address.defaultUser ? '' : `${login.user}@`;
  const path = [master, database === 0 ? '' : String(database)].filter((part) => part !== '').join('/');
  return `${scheme}://${user}${hostInUrl(host)}:${port}/${path}`;
}
