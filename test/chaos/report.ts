import { promisesNoLoss } from './options';
import type { ChaosResult } from './run';

/** For people; a program reads the JSON. */
export function describeRun(result: ChaosResult): string {
  const { options, counts, kills, brokerKills, killsLeft, publishErrors, seconds, broken } = result;
  const { broker, seed, profile, keepAlive, cluster, subscribers } = options;
  const died = Object.values(kills).reduce((sum, count) => sum + count, 0);
  const queues: [string, string][] = [
    ['profile', profile],
    ['keep-alive', profile === 'durable' ? 'not needed' : keepAlive],
  ];
  const rows: [string, string | number][] = [
    ['broker', broker],
    ['seed', seed],
    ...(broker === 'rabbitmq' ? queues : []),
    ['brokers', cluster ? 'a cluster of three' : 'one'],
    ['subscribers', subscribers],
    ...Object.entries(counts),
    ['processes killed', `${died} (${listed(kills)})`],
    ['brokers killed', brokerKills],
    ['publish errors', listed(publishErrors) || 'none'],
    ['seconds', seconds],
    ['promise', promisesNoLoss(options) ? '0 lost' : 'none: this topology may lose'],
  ];
  if (killsLeft > 0) rows.push(['kills not due', killsLeft]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return [...lines, '', ...(broken.length === 0 ? ['Every promise was kept.'] : ['BROKEN:', ...broken])].join(
    '\n',
  );
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
