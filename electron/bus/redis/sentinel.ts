import { describeThrown } from '../../../shared/bus/errors';
import { type Address, isSentinel } from './address';
import { Link, type LinkOptions } from './link';

type Options = Omit<LinkOptions, 'name' | 'blocks'>;

/** Where the address leads to: a Sentinel is asked which server is the master of its set now. */
export async function masterOf(address: Address, options: Options, cancelled: AbortSignal): Promise<Address> {
  if (!isSentinel(address)) return address;
  const link = await openSentinel(address, options, cancelled);
  try {
    const reply = await link.command(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', address.master]);
    if (!Array.isArray(reply)) throw new Error(`The Sentinel knows no set named ${address.master}.`);
    const [host, port] = reply.map(String);
    return {
      ...address,
      scheme: address.scheme === 'redis+sentinel' ? 'redis' : 'rediss',
      host: host as string,
      port: Number(port),
    };
  } finally {
    link.destroy();
  }
}

/** Most have no password of their own; one that has is tried with the set's. */
async function openSentinel(address: Address, options: Options, cancelled: AbortSignal): Promise<Link> {
  const open = (login: Address['login']) =>
    Link.open({ ...address, login, database: 0 }, { ...options, name: 'Busdeck', blocks: true }, cancelled);
  try {
    return await open(undefined);
  } catch (error) {
    if (address.login === undefined || !/NOAUTH/.test(describeThrown(error))) throw error;
    return open(address.login);
  }
}
