// The program behind `npm run bench`, started by scripts/bench.mjs.
import { parseArgs } from 'node:util';
import { Broker } from '../support/broker';
import { consuming } from './consume';
import { consumingFromMqtt, consumingFromRedis } from './consume-elsewhere';
import { compare, type Measured } from './measure';
import { inMemory } from './memory';
import { publishing } from './publish';
import { publishingToMqtt, publishingToRedis } from './publish-elsewhere';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean' } },
});
const rounds = Number(values.rounds ?? 7);
const wants = (name: string) => values.only === undefined || values.only.split(',').includes(name);

const results: Measured[] = [];

if (wants('memory')) {
  for (const verb of ['publish', 'broadcast'] as const) results.push(await compare(inMemory(verb), rounds));
}
if (wants('publish') || wants('consume')) {
  await using broker = await Broker.start();
  const url = broker.url();
  const tried = [
    ...(wants('publish') ? [() => publishing(url, 'alike'), () => publishing(url, 'bare')] : []),
    ...(wants('consume') ? [() => consuming(url, 1, 4000), () => consuming(url, 100, 20_000)] : []),
  ];
  for (const prepare of tried) {
    const { comparison, close } = await prepare();
    results.push(await compare(comparison, rounds));
    await close();
  }
}

for (const [name, prepare] of [
  ['redis', publishingToRedis],
  ['redis', () => consumingFromRedis(1, 4000)],
  ['redis', () => consumingFromRedis(100, 20_000)],
  ['mqtt', publishingToMqtt],
  ['mqtt', () => consumingFromMqtt(1, 4000)],
  ['mqtt', () => consumingFromMqtt(100, 20_000)],
] as const) {
  if (!wants(name)) continue;
  const { comparison, close } = await prepare();
  results.push(await compare(comparison, rounds));
  await close();
}

for (const line of table(results)) process.stderr.write(`${line}\n`);
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
process.exitCode = results.every(isKept) ? 0 : 1;

function isKept({ ratio, budget = 0 }: Measured): boolean {
  return ratio >= budget;
}

function table(measured: readonly Measured[]): string[] {
  const rows = [
    ['what', 'bus/s', 'against/s', 'ratio', 'from', 'to', 'at least', ''],
    ...measured.map((each) => [
      each.what,
      Math.round(each.ours).toLocaleString('en'),
      Math.round(each.theirs).toLocaleString('en'),
      each.ratio.toFixed(2),
      each.lowest.toFixed(2),
      each.highest.toFixed(2),
      each.budget?.toFixed(2) ?? '',
      each.budget === undefined ? '' : isKept(each) ? 'kept' : 'MISSED',
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}
