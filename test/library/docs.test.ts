import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { peerDependencies } from '#package.json';
import { defaultPublishLimits } from '../../electron/bus/publish-window';
import { EventBus } from '../../library';
import { howToGet } from '../../library/clients/peers';
import { optionSchemas } from '../../library/options';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { brokerKinds, descriptorOf } from '../../shared/brokers';
import { mqttOptionsSchema } from '../../shared/brokers/mqtt';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { redisOptionsSchema } from '../../shared/brokers/redis';
import { defaultRetryPolicy } from '../../shared/bus/connection';
import { errorCodes } from '../../shared/bus/errors';

let text: string;
beforeAll(async () => {
  text = await readFile(inRoot('docs', 'library.md'), 'utf8');
});

/** The rows of the table under a heading, as their cells. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const [upToNext = ''] = section.split(/^#/m);
  const rows = upToNext.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codesIn = (cell: string | undefined) =>
  [...(cell ?? '').matchAll(/`(.*?)`/g)].map(([, code = '']) => code);
const firstCells = (heading: string) => tableUnder(heading).flatMap(([cell]) => codesIn(cell));

test('its verbs are those of a bus', () => {
  const verbs = firstCells('Verbs').map((verb) => verb.replace('EventBus.', '').replace(/\(.*/, ''));
  const has = [...Object.getOwnPropertyNames(EventBus.prototype), 'connect'].filter(
    (name) => name !== 'constructor',
  );
  expect(verbs.sort()).toEqual(has.sort());
});

test.each([
  ['EventBus.connect', 'connect'],
  ['subscribe', 'subscribe'],
  ['publish and broadcast', 'send'],
] as const)('the options of %s are all there', (heading, name) => {
  expect(firstCells(heading).sort()).toEqual(Object.keys(optionSchemas[name].shape).sort());
});

test('the options of the others are all there', () => {
  const names = ['deadLetters', 'replay', 'discard', 'events', 'wait', 'rest'] as const;
  const rows = tableUnder('The others').map(([, options]) => codesIn(options).sort());
  expect(rows).toEqual(names.map((name) => Object.keys(optionSchemas[name].shape).sort()));
});

test('defaults are those of the code', () => {
  const defaults = new Map(tableUnder('EventBus.connect').map(([name = '', value = '']) => [name, value]));
  const { messages, bytes, waiting } = defaultPublishLimits;
  const grouped = (count: number) =>
    count < 10_000 ? `${count}` : count.toLocaleString('en').replaceAll(',', '_');
  expect(defaults.get('`maxRetries`')).toBe(`${defaultRetryPolicy.maxRetries}`);
  expect(defaults.get('`limits`')).toBe(
    `\`{ messages: ${messages}, bytes: ${grouped(bytes)}, waiting: ${grouped(waiting)} }\``,
  );
  const schemas = [rabbitmqOptionsSchema, redisOptionsSchema, mqttOptionsSchema];
  const shapes: Record<string, { safeParse(value: unknown): { data?: unknown } }> = Object.assign(
    {},
    ...schemas.map(({ shape }) => shape),
  );
  const own = tableUnder('What one broker alone has');
  expect(own).toHaveLength(8);
  for (const [, name, value = ''] of own) {
    const option = codesIn(name)[0] ?? '';
    const byDefault = shapes[option]?.safeParse(undefined).data;
    expect([option, value.replaceAll('`', '').split(',')[0]]).toEqual([option, String(byDefault)]);
  }
});

test('its error codes are there', () => {
  const codes = firstCells('Errors');
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !errorCodes.includes(code as never))).toEqual([]);
});

test('it says how to get each client, and each scheme', () => {
  for (const client of Object.keys(peerDependencies)) expect(text).toContain(`\`${howToGet(client)}\``);
  const schemes = brokerKinds.flatMap((kind) =>
    Object.keys(descriptorOf(kind).address?.schemes ?? { memory: 0 }),
  );
  expect(tableUnder('Install').flatMap(([, cell]) => codesIn(cell))).toEqual(
    expect.arrayContaining(schemes.map((scheme) => `${scheme}:`)),
  );
});
