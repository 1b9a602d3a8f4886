import { BusError, describeThrown } from '../../../shared/bus/errors';
import { byText, failureReader, type KnownFailure, networkFailures } from '../broker/failure';

/** Texts are the server's, and @redis/client 6's. */
const known: readonly KnownFailure[] = [
  {
    matches: byText(/^WRONGPASS|invalid username-password|invalid password/i),
    code: 'login-refused',
    fatal: true,
    message: (place) => `${place} refused the login: wrong user or password.`,
  },
  {
    matches: byText(/^NOAUTH|Authentication required/i),
    code: 'login-refused',
    fatal: true,
    message: (place) => `${place} asks for a password. Put it in the URL: redis://:PASSWORD@HOST.`,
  },
  {
    matches: byText(/^ERR AUTH .*called without any password configured/i),
    code: 'login-refused',
    fatal: true,
    message: (place) => `${place} has no password set, and refuses the one in the URL. Leave it out.`,
  },
  {
    matches: byText(/^NOPERM/),
    code: 'access-refused',
    fatal: true,
    message: (place) =>
      `This user may not do on ${place} what the bus needs: streams, sorted sets, hashes and scripts on keys that begin with “eventbus:”.`,
  },
  {
    matches: byText(/DB index is out of range|invalid DB index/i),
    code: 'not-found',
    fatal: true,
    message: (place) => `There is no database of that number at ${place}.`,
  },
  {
    matches: byText(/is a read-only replica/),
    code: 'not-permitted',
    fatal: false,
    message: (place) =>
      `${place} is a replica that only reads. Name its master, or all servers of the set separated by commas.`,
  },
  {
    matches: byText(/does not know streams|unknown command .?.?(?:XADD|XGROUP)/i),
    code: 'unsupported',
    fatal: true,
    message: (place) => `The server at ${place} is too old: the bus needs Redis 6.2 or newer, or Valkey.`,
  },
  {
    matches: byText(/SELECT is not allowed in cluster mode/),
    code: 'not-found',
    fatal: true,
    message: (place) => `A cluster has no numbered databases: leave the number out of ${place}.`,
  },
  {
    matches: byText(/^CLUSTERDOWN/),
    code: 'unreachable',
    fatal: false,
    message: (place) => `The cluster at ${place} is not whole: a part of its slots has no node now.`,
  },
  {
    matches: byText(/^The Sentinel knows no set/),
    code: 'not-found',
    fatal: true,
    message: (place) => `The Sentinel at ${place} watches no set of that name.`,
  },
  {
    matches: byText(/unknown command .?.?SENTINEL/i),
    code: 'wrong-protocol',
    fatal: true,
    message: (place) =>
      `${place} is no Sentinel. Its usual port is 26379; a server itself is reached by redis://.`,
  },
  {
    matches: byText(/Protocol error|Unknown RESP type/i),
    code: 'wrong-protocol',
    fatal: true,
    message: (place) =>
      `What answers at ${place} does not speak the protocol of Redis. Its usual port is 6379.`,
  },
  {
    matches: byText(/^The peer speaks no TLS/),
    code: 'tls',
    fatal: true,
    message: (place) => `${place} does not speak TLS. Use redis:// for this port, or the server’s TLS port.`,
  },
  {
    matches: byText(/^LOADING/),
    code: 'unreachable',
    fatal: false,
    message: (place) => `${place} is loading its data from the disk.`,
  },
  {
    matches: byText(/Connection timeout|The server stayed silent/i),
    code: 'timeout',
    fatal: false,
    message: (place) => `${place} does not answer. Something took the connection and then stayed silent.`,
  },
];

export const readFailure = failureReader([...known, ...networkFailures({ plain: 'redis', tls: 'rediss' })]);

/** Reads what one operation was refused for. */
export function readCommandError(thrown: unknown, what: string): BusError {
  if (thrown instanceof BusError) return thrown;
  const detail = describeThrown(thrown);
  const options = { detail, cause: thrown };
  if (/^OOM|OOM command not allowed/.test(detail)) {
    return new BusError(
      'overloaded',
      `The server’s memory is full, so it refuses to take more: ${what}. Nothing was lost; make room there, or raise its maxmemory.`,
      options,
    );
  }
  if (/^MISCONF/.test(detail)) {
    return new BusError(
      'overloaded',
      `The server cannot write to its disk, and takes nothing until it can: ${what}.`,
      options,
    );
  }
  if (/NOPERM|No permissions/.test(detail)) {
    return new BusError('access-refused', `The user may not do that: ${what}.`, options);
  }
  if (/READONLY/.test(detail)) {
    return new BusError(
      'not-permitted',
      `The server has become a replica that only reads: ${what}.`,
      options,
    );
  }
  if (/CLUSTERDOWN|TRYAGAIN|^MOVED|^ASK/.test(detail)) {
    return new BusError(
      'unreachable',
      `The part of the cluster that has it is on the move or has no node now: ${what}.`,
      options,
    );
  }
  if (/WRONGTYPE/.test(detail)) {
    return new BusError(
      'topology-mismatch',
      `A key that the bus needs is there already and is of another type: ${what}.`,
      options,
    );
  }
  if (/NOGROUP/.test(detail)) return new BusError('not-found', `It was deleted: ${what}.`, options);
  if (/closed|Socket|connection|ECONN|EPIPE|disconnect|link/i.test(detail)) {
    return new BusError('interrupted', `The link broke during it: ${what}.`, options);
  }
  return new BusError('internal', `It failed: ${what}.`, options);
}

/** What a subscription is refused for by the server, and will be again. */
export function willBeRefusedAgain({ code }: BusError): boolean {
  return code === 'access-refused' || code === 'topology-mismatch' || code === 'invalid-argument';
}
