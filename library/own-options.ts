import type { z } from 'zod';
import { parse } from '../shared/bus/parse';
import { optionsOf } from './retry-options';

/** A broker's own options and its URL, by its schema; the rest of what that has is the connection's. */
export function ownOptions<Schema extends z.ZodObject>(
  schema: Schema,
  names: readonly (keyof z.input<Schema> & string)[],
  input: z.input<Schema>,
): z.output<Schema> {
  const own = Object.fromEntries(['kind', 'url', ...names].map((name) => [name, schema.shape[name]]));
  parse(optionsOf(own), input);
  return parse(schema, input);
}
