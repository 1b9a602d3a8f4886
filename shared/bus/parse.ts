import { z } from 'zod';
import { BusError } from './errors';

/** What a schema makes of a value; else throws `invalid-argument` with the first thing that is wrong. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = tryOn(schema, value);
  if (parsed.success) return parsed.data;
  throw new BusError('invalid-argument', parsed.error.issues[0]?.message ?? 'The request is malformed.');
}

/** A schema may throw of itself: one of a read-only list does where bytes come instead, which cannot be frozen. */
function tryOn<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(value, { error: withField });
  } catch (cause) {
    throw new BusError('invalid-argument', 'The request is malformed.', { cause });
  }
}

/**
 * Asked only where a schema has no words of its own: those say what they are about, while zod's say what was expected and
 * not where.
 */
const withField: z.core.$ZodErrorMap = (issue) => {
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
  if (inner !== undefined) return inner.message;
  const words = z.config().localeError?.(issue);
  const message = (typeof words === 'string' ? words : words?.message) ?? 'Invalid input';
  return issue.path === undefined || issue.path.length === 0
    ? message
    : `${message} (${issue.path.join('.')})`;
};
