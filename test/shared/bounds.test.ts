import { expect, test } from 'vitest';
import { z } from 'zod';
import { requestSchemas } from '../../shared/ipc/ipc';

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
    const isBounded = checks.length > 0;
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
