import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parse } from '../../shared/bus/parse';
import { type RequestName, requestSchemas } from '../../shared/ipc/ipc';

const manyEntries = Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`entry-${i}`, '']));

/** Any check on a record might be about something else: this one is tried. */
function refusesManyEntries({ _zod: { def } }: z.core.$ZodCheck<never>): boolean {
  return 'fn' in def && typeof def.fn === 'function' && def.fn(manyEntries) === false;
}

/** The places in a schema where something may be as large as it likes, each with its path. */
function unbounded(schema: z.core.$ZodType, path: string, seen = new Set<z.core.$ZodType>()): string[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inner = (each: z.core.$ZodType, name: string) => unbounded(each, `${path}${name}`, seen);
  const checks = (schema._zod.def.checks ?? []).map(({ _zod: { def } }) => def.check);
  const hasMost = checks.some((check) => check === 'max_length' || check === 'length_equals');
  if (schema instanceof z.core.$ZodStringFormat && ['uuid', 'uuidv4'].includes(schema._zod.def.format))
    return [];
  if (schema instanceof z.core.$ZodString) return hasMost ? [] : [`${path}: a string`];
  if (schema instanceof z.core.$ZodArray) {
    return [...(hasMost ? [] : [`${path}: a list`]), ...inner(schema._zod.def.element, '[]')];
  }
  if (schema instanceof z.core.$ZodRecord) {
    const { keyType, valueType } = schema._zod.def;
    const isBounded = (schema._zod.def.checks ?? []).some(refusesManyEntries);
    return [
      ...(isBounded ? [] : [`${path}: a record`]),
      ...inner(keyType, '{key}'),
      ...inner(valueType, '{}'),
    ];
  }
  if (schema instanceof z.core.$ZodObject) {
    const { shape, catchall } = schema._zod.def;
    const isLoose = catchall !== undefined && !(catchall instanceof z.core.$ZodNever);
    return [
      ...(isLoose ? [`${path}: unknown fields`] : []),
      ...Object.entries(shape).flatMap(([name, each]) => inner(each, `.${name}`)),
    ];
  }
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.flatMap((each) => inner(each, '|'));
  if (schema instanceof z.core.$ZodIntersection) {
    return [...inner(schema._zod.def.left, ''), ...inner(schema._zod.def.right, '')];
  }
  if (schema instanceof z.core.$ZodPipe) {
    return [...inner(schema._zod.def.in, ''), ...inner(schema._zod.def.out, '')];
  }
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType };
  if (innerType !== undefined) return inner(innerType, '');
  const plain = [
    z.core.$ZodNumber,
    z.core.$ZodBoolean,
    z.core.$ZodNull,
    z.core.$ZodEnum,
    z.core.$ZodLiteral,
    z.core.$ZodTransform,
  ];
  return plain.some((each) => schema instanceof each) ? [] : [`${path}: ${schema._zod.def.type}`];
}

test.for(Object.entries(requestSchemas))('%s takes nothing without a bound', ([name, schema]) => {
  expect(unbounded(schema, name)).toEqual([]);
});

test('a record whose check is about something else is found', () => {
  const record = z.record(z.string().max(5), z.string().max(5)).refine((value) => 'a' in value || true);
  expect(unbounded(record, 'x')).toEqual(['x: a record']);
});

const profile = { id: randomUUID(), name: 'Bank', kind: 'memory' };
const id = (i: number) => `id-${i}`;

test.for<[string, RequestName, unknown, RegExp]>([
  [
    'a layout of 300,000 keys',
    'keepLayout',
    { group: 'main', sizes: Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [id(i), 1])) },
    /20 entries at most/,
  ],
  [
    'a million ids',
    'replay',
    { topic: 'orders', ids: Array.from({ length: 1_000_000 }, (_, i) => id(i)) },
    /1 to 100000 by their ids/,
  ],
  [
    'a million ids in ten topics',
    'exportDeadLetters',
    {
      selections: Array.from({ length: 10 }, (_, topic) => ({
        topic: `t${topic}`,
        ids: Array.from({ length: 100_000 }, (_, i) => id(i)),
      })),
    },
    /Export 100000 chosen dead letters at most/,
  ],
  [
    'variables of 100 MB',
    'keepVariables',
    {
      kind: 'memory',
      variables: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [id(i), 'x'.repeat(100_000)])),
    },
    /4,000,000 characters at most/,
  ],
  [
    'a connection with variables of 100 MB',
    'saveProfile',
    {
      profile: {
        ...profile,
        variables: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [id(i), 'x'.repeat(100_000)])),
      },
    },
    /4,000,000 characters at most/,
  ],
])('%s is refused in a sentence', ([, name, argument, words]) => {
  expect(() => parse(requestSchemas[name], argument)).toThrow(words);
});

test('an unknown field of 50 MB is left out of a connection', () => {
  const parsed = parse(requestSchemas.saveProfile, { profile: { ...profile, more: 'x'.repeat(50_000_000) } });
  expect(JSON.stringify(parsed).length).toBeLessThan(2000);
});

test('a schema without bounds is found, in whatever it stands', () => {
  const loose = z.looseObject({ a: z.string().optional(), b: z.array(z.record(z.string(), z.any())) });
  expect(unbounded(loose, 'x')).toEqual([
    'x: unknown fields',
    'x.a: a string',
    'x.b: a list',
    'x.b[]: a record',
    'x.b[]{key}: a string',
    'x.b[]{}: any',
  ]);
});
