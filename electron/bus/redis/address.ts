import { redis } from '../../../shared/brokers/redis';
import { BusError } from '../../../shared/bus/errors';
import { hostInUrl, parseUrls } from '../broker/address';

/** One server and how to log in there. The password is in no text made from this. */
export interface Address {
  readonly scheme: 'redis' | 'rediss';
  readonly host: string;
  readonly port: number;
  /** Without one nobody logs in. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly database: number;
}

/** Reads one URL, or several of one set of replicas separated by commas or white space. */
export function parseAddresses(text: string): [Address, ...Address[]] {
  const [first, ...others] = parseUrls(text, redis.address).map(
    ({ scheme, host, port, login, path }): Address => ({
      scheme,
      host,
      port,
      login: login === undefined ? undefined : { ...login, user: login.user || redis.address.defaultUser },
      database: databaseOf(path),
    }),
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

/** For people: no password. */
export function describeAddress({ scheme, login, host, port, database }: Address): string {
  const user = login === undefined || login.user === redis.address.defaultUser ? '' : `${login.user}@`;
  return `${scheme}://${user}${hostInUrl(host)}:${port}/${database === 0 ? '' : database}`;
}
