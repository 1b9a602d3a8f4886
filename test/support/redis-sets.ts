import { freePort } from './free-port';
import { ownServer } from './redis-bus';
import type { RedisServer, RedisServerOptions } from './redis-server';
import { until } from './until';

/** What a Sentinel calls the set of {@link sentinelSet}. */
export const setName = 'mine';

/** A master, a replica that has all it has, and a Sentinel that puts the one in place of the other within seconds. */
export async function sentinelSet({ password }: Pick<RedisServerOptions, 'password'> = {}) {
  const login = password === undefined ? {} : { password };
  const master = await ownServer(login);
  const replica = await ownServer({ ...login, config: [`replicaof 127.0.0.1 ${master.port}`] });
  await until('the replica is in step', async () =>
    String(await master.command('INFO', 'replication')).includes('state=online'),
  );
  const sentinel = await ownServer({
    ...login,
    sentinel: [
      `sentinel monitor ${setName} 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds ${setName} 500`,
      `sentinel failover-timeout ${setName} 2000`,
      ...(password === undefined ? [] : [`sentinel auth-pass ${setName} ${password}`]),
    ],
  });
  await until('the Sentinel knows the replica', async () => {
    const replicas = await sentinel.command('SENTINEL', 'REPLICAS', setName);
    return Array.isArray(replicas) && replicas.length === 1;
  });
  const url = `redis+sentinel://127.0.0.1:${sentinel.port}/${setName}`;
  return { master, replica, sentinel, url };
}

/** So many masters that share all slots evenly. */
export async function cluster(masters: number, replicas = 0): Promise<RedisServer[]> {
  const nodes = await Promise.all(
    Array.from({ length: masters + replicas }, async () =>
      ownServer({
        config: ['cluster-enabled yes', 'cluster-node-timeout 1000', `cluster-port ${await freePort()}`],
      }),
    ),
  );
  const [first, ...others] = nodes as [RedisServer, ...RedisServer[]];
  const share = 16_384 / masters;
  for (const [at, node] of nodes.slice(0, masters).entries()) {
    const [from, to] = [Math.ceil(at * share), Math.ceil((at + 1) * share) - 1];
    await node.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
  }
  const busPort = String(await first.command('CONFIG', 'GET', 'cluster-port')).split(',')[1] as string;
  for (const node of others) {
    await node.command('CLUSTER', 'MEET', '127.0.0.1', String(first.port), busPort);
  }
  const isWhole = async (node: RedisServer) => {
    const info = String(await node.command('CLUSTER', 'INFO'));
    return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes.length}`);
  };
  await until('the cluster is whole', async () => (await Promise.all(nodes.map(isWhole))).every(Boolean));
  for (const [at, replica] of nodes.slice(masters).entries()) {
    const id = String(await nodes[at % masters]?.command('CLUSTER', 'MYID'));
    await until('it knows its master', async () => {
      await replica.command('CLUSTER', 'REPLICATE', id);
      return true;
    });
    await until('it is in step', async () =>
      String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
    );
  }
  return nodes;
}

/** Moves a slot with all that is in it from one node to another while it is used. */
export async function moveSlot(
  slot: number,
  from: RedisServer,
  to: RedisServer,
  onHalf: () => Promise<void>,
) {
  const fromId = String(await from.command('CLUSTER', 'MYID'));
  const toId = String(await to.command('CLUSTER', 'MYID'));
  const setSlot = (node: RedisServer, ...args: string[]) =>
    node.command('CLUSTER', 'SETSLOT', String(slot), ...args);
  await setSlot(to, 'IMPORTING', fromId);
  await setSlot(from, 'MIGRATING', toId);
  const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), '100')) as string[];
  for (const [at, key] of keys.entries()) {
    if (at === 1) await onHalf();
    await from.command('MIGRATE', '127.0.0.1', String(to.port), key, '0', '5000');
  }
  await setSlot(to, 'NODE', toId);
  await setSlot(from, 'NODE', toId);
}
