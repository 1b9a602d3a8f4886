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

const expectationSchema = oneOf(expectationKinds, {
  as: z.string().min(1).max(200).optional().describe('Its name in reports.'),
}).transform((value): Expectation => {
  const { as } = value as { as?: string };
  return { ...(told(expectationKinds, value) as Expectation), ...(as === undefined ? {} : { as }) };
});

const subscribers = z
  .array(subscriberSchema)
  .max(100)
  .default([])
  .describe('Who is there before the first step, in this order.');
const steps = z.array(stepSchema).max(maxSteps).default([]).describe('What is done, one after the other.');
const variables = boundedRecord(nameOfVariable, variableSchema, 1000)
  .default({})
  .describe('By name; {{name}} stands for one wherever a text may stand.');
const setup = z
  .array(z.string().min(1).max(4096))
  .max(20)
  .default([])
  .describe('Files whose variables, subscribers and steps come first, beside this one.');

/** How a bus of each kind is opened, beside its URL: what a saved connection has for itself. */
const connection = z
  .strictObject(
    Object.fromEntries(
      brokerKinds.map((kind) => [kind, descriptorOf(kind).ownOptionsSchema.strict().partial().optional()]),
    ),
  )
  .default({})
  .describe('How a bus of each kind is opened, when it is that kind’s turn.');

/** What another scenario may begin with. */
const setupShape = { setup, variables, connection, subscribers, steps };

export const scenarioSchema = z.strictObject({
  $schema: z.string().max(4096).optional().describe('Where an editor finds the schema; means nothing to us.'),
  scenario: z.string().trim().min(1, 'A scenario needs a name.').max(200).describe('Its name.'),
  description: z.string().max(10_000).optional().describe('For people.'),
  tags: z.array(z.string().min(1).max(50)).max(50).default([]).describe('What `--tag` chooses by.'),
  bus: z
    .string()
    .min(1)
    .max(8192)
    .default('memory:')
    .describe('Its URL; what the command line names goes before it.'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1)
    .describe('Makes what is drawn at random the same again.'),
  within: durationSchema
    .prefault('10s')
    .describe('How long is waited for what is expected, after the last step; each `until` waits as long.'),
  quiet: durationSchema.prefault('300ms').describe('So long nothing may happen before it is over.'),
  retry: retrySchema.optional().describe('Of all subscribers that have none of their own.'),
  matrix: boundedRecord(nameOfVariable, z.array(variableSchema).min(1).max(100), 10)
    .default({})
    .describe('Each is run once with each value; of several, with each combination.'),
  ...setupShape,
  expect: z
    .array(expectationSchema)
    .max(maxSteps)
    .default([])
    .describe('What must hold in the end; nothing unexpected is always expected.'),
  allow: z
    .array(z.enum(unexpectedKinds))
    .max(unexpectedKinds.length)
    .default([])
    .describe('What may happen although nothing expects it.'),
});
export type Scenario = z.output<typeof scenarioSchema>;

export const setupSchema = z.strictObject({
  $schema: z.string().max(4096).optional(),
  description: z.string().max(10_000).optional(),
  ...setupShape,
});
export type Setup = z.output<typeof setupSchema>;
