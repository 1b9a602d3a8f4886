import { rabbitmq } from '../../../shared/brokers/rabbitmq';
import { hostInUrl, parseUrls } from '../broker/address';

/** One host of a broker and how to log in there. The password is in no text made from this. */
export interface Address {
  readonly protocol: 'amqp' | 'amqps';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
}

/** Reads one URL, or several of one cluster separated by commas or white space. */
export function parseAddresses(text: string): [Address, ...Address[]] {
  const [first, ...others] = parseUrls(text, rabbitmq.address).map(
    ({ scheme, host, port, login, path }): Address => ({
      protocol: scheme,
      host,
      port,
      ...(login ?? { user: rabbitmq.address.defaultUser, password: 'guest' }),
      vhost: path === undefined || path === '' ? '/' : path,
    }),
  );
  return [first as Address, ...others];
}

/** For people: no password. */
export function describeAddress({ protocol, user, host, port, vhost }: Address): string {
  return `${protocol}://${user}@${hostInUrl(host)}:${port}${vhost === '/' ? '/' : `/${vhost}`}`;
}
