import { z } from 'zod';
import { brokerKinds, descriptorOf } from '../brokers';
import { boundedRecord } from '../bus/bounded';
import { type Expectation, expectationKinds } from './expectations';
import { type Step, stepKinds, subscriberSchema } from './steps';
import { durationSchema, retrySchema } from './words';

/** What may happen although nothing expects it. */
export const unexpectedKinds = [
  'publishFailed',
  'returned',
  'deadLettered',
  'interrupted',
  'dropped',
  'foreign',
  'lost',
  'subscriberFailed',
  'disconnected',
] as const;
export type UnexpectedKind = (typeof unexpectedKinds)[number];

export const maxSteps = 1000;

const variableSchema = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]);
export type VariableValue = z.output<typeof variableSchema>;
const nameOfVariable = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_-]*$/,
    'A variable’s name has letters, digits, - and _, and begins with a letter.',
  )
  .max(100);

/** An object that has exactly one of these keys, and may have `extra` ones. */
function oneOf<Kinds extends Record<string, z.ZodType>, Extra extends z.core.$ZodShape>(
  kinds: Kinds,
  extra: Extra,
) {
  const shape = Object.fromEntries(Object.entries(kinds).map(([kind, schema]) => [kind, schema.optional()]));
  return z
    .strictObject({ ...shape, ...extra })
    .refine((value: object) => kindsIn(kinds, value).length === 1, {
      error: `Give exactly one of ${Object.keys(kinds).join(', ')}.`,
    });
}

const kindsIn = (kinds: object, value: object): string[] =>
  Object.keys(kinds).filter((kind) => (value as Record<string, unknown>)[kind] !== undefined);

/** As `{ kind, what }`, which is what the code switches over. */
function told(kinds: object, value: object) {
  const [kind = ''] = kindsIn(kinds, value);
  return { kind, what: (value as Record<string, unknown>)[kind] };
}

const stepSchema = oneOf(stepKinds, {}).transform((value) => told(stepKinds, value) as Step);

const expectationSchema = oneOf(expectationKinds, { as: z.string().min(1).max(200).optional() }).transform(
  (value): Expectation => {
    const { as } = value as { as?: string };
    return { ...(told(expectationKinds, value) as Expectation), ...(as === undefined ? {} : { as }) };
  },
);

const subscribers = z.array(subscriberSchema).max(100).default([]);
const steps = z.array(stepSchema).max(maxSteps).default([]);
const variables = boundedRecord(nameOfVariable, variableSchema, 1000).default({});
const setup = z.array(z.string().min(1).max(4096)).max(20).default([]);

/** How a bus of each kind is opened, beside its URL: what a saved connection has for itself. */
const connection = z
  .strictObject(
    Object.fromEntries(
      brokerKinds.map((kind) => [kind, descriptorOf(kind).ownOptionsSchema.strict().partial().optional()]),
    ),
  )
  .default({});

/** What another scenario may begin with. */
const setupShape = { setup, variables, connection, subscribers, steps };

export const scenarioSchema = z.strictObject({
  /** Where an editor finds the schema; means nothing to us. */
  $schema: z.string().max(4096).optional(),
  scenario: z.string().trim().min(1, 'A scenario needs a name.').max(200),
  description: z.string().max(10_000).optional(),
  tags: z.array(z.string().min(1).max(50)).max(50).default([]),
  /** Its URL; what the command line names goes before it. */
  bus: z.string().min(1).max(8192).default('memory:'),
  /** Makes what is drawn at random the same again. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  /** All of it, from its first step on. */
  within: durationSchema.default(10_000),
  /** So long nothing may happen before it is said to be over. */
  quiet: durationSchema.default(300),
  /** Of all subscribers that have none of their own. */
  retry: retrySchema.optional(),
  /** Each is run once with each value; of several, with each combination. */
  matrix: boundedRecord(nameOfVariable, z.array(variableSchema).min(1).max(100), 10).default({}),
  ...setupShape,
  expect: z.array(expectationSchema).max(maxSteps).default([]),
  allow: z.array(z.enum(unexpectedKinds)).max(unexpectedKinds.length).default([]),
});
export type Scenario = z.output<typeof scenarioSchema>;

export const setupSchema = z.strictObject({
  $schema: z.string().max(4096).optional(),
  description: z.string().max(10_000).optional(),
  ...setupShape,
});
export type Setup = z.output<typeof setupSchema>;
