import { z } from 'zod';
import { scenarioSchema, setupSchema } from './scenario';

/** As much of JSON Schema as a scenario’s needs. */
export interface JsonSchema {
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | false;
  readonly [more: string]: unknown;
}

const variable: JsonSchema = { type: 'string', pattern: '\\{\\{[^{}]+\\}\\}' };

/** For editors, and for whoever writes scenarios by a program. */
export const scenarioJsonSchema = (): JsonSchema => ({
  title: 'A Busdeck scenario',
  ...withVariables(written(scenarioSchema)),
});

/** Without the variables: what a mistake is explained by. */
export const plainSchemas = {
  scenario: () => written(scenarioSchema),
  setup: () => written(setupSchema),
};

function written(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as unknown as JsonSchema;
}

/** Whatever is no free text may also come from a variable. */
function withVariables(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf, additionalProperties } = schema;
  const inner: JsonSchema = {
    ...schema,
    ...(properties === undefined ? {} : { properties: mapValues(properties, withVariables) }),
    ...(items === undefined ? {} : { items: withVariables(items) }),
    ...(anyOf === undefined ? {} : { anyOf: [...anyOf, ...(anyOf.some(isTight) ? [variable] : [])] }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: withVariables(additionalProperties) }
      : {}),
  };
  if (!isTight(schema)) return inner;
  const { description, default: byDefault, ...rest } = inner;
  return {
    ...(description === undefined ? {} : { description }),
    ...(byDefault === undefined ? {} : { default: byDefault }),
    anyOf: [rest, variable],
  };
}

const isTight = ({ type, enum: values, pattern }: JsonSchema): boolean =>
  type === 'integer' ||
  type === 'number' ||
  type === 'boolean' ||
  values !== undefined ||
  pattern !== undefined;

const mapValues = <Value>(record: Readonly<Record<string, Value>>, change: (value: Value) => Value) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** What is written at a path, where the schema says. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const within = [schema, ...(schema.anyOf ?? [])].map((each) => {
    if (typeof key === 'number') return each.items;
    const named = each.properties?.[String(key)];
    return named ?? (typeof each.additionalProperties === 'object' ? each.additionalProperties : undefined);
  });
  const found = within.find((each) => each !== undefined);
  return found === undefined ? undefined : schemaAt(found, rest);
}

/** The keys that an object of this schema may have. */
export function keysOf(schema: JsonSchema | undefined): string[] {
  if (schema === undefined) return [];
  return [schema, ...(schema.anyOf ?? [])].flatMap((each) => Object.keys(each.properties ?? {}));
}
