import { mqtt } from '../../../shared/brokers/mqtt';
import { hostInUrl, parseUrls } from '../broker/address';

/** One host of a broker and how to log in there. The password is in no text made from this. */
export interface Address {
  readonly scheme: 'mqtt' | 'mqtts' | 'ws' | 'wss';
  readonly host: string;
  readonly port: number;
  /** Without one nobody logs in. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** Of a WebSocket. */
  readonly path: string;
}

/** Reads one URL, or several of one cluster separated by commas or white space. */
export function parseAddresses(text: string): [Address, ...Address[]] {
  const [first, ...others] = parseUrls(text, mqtt.address).map(
    ({ scheme, host, port, login, path = '' }): Address => ({ scheme, host, port, login, path: `/${path}` }),
  );
  return [first as Address, ...others];
}

/** For people: no password. */
export function describeAddress({ scheme, login, host, port, path }: Address): string {
  const user = login === undefined || login.user === '' ? '' : `${login.user}@`;
  return `${scheme}://${user}${hostInUrl(host)}:${port}${scheme.startsWith('ws') ? path : '/'}`;
}

export const isTls = ({ scheme }: Address): boolean => mqtt.address.schemes[scheme].tls;
