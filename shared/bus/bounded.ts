import { z } from 'zod';

/*
 * What a page that is taken over, or a file, may pass is bounded everywhere: test/shared/bounds.test.ts walks the request table.
 */

/** Of a message, a delivery, a subscriber, a dead letter or a recording, characters. */
export const idSchema = z.string().max(600);

/** A file's path, characters. */
export const pathSchema = z.string().max(32_768);

/** A record of so many entries at most. */
export function boundedRecord<Key extends z.core.$ZodRecordKey, Value extends z.core.$ZodType>(
  key: Key,
  value: Value,
  most: number,
) {
  return z
    .record(key, value)
    .refine((record) => Object.keys(record).length <= most, `There may be ${most} entries at most.`);
}

/** The same, whose texts are so many characters together at most: what is kept in the settings is written whole each time. */
export function withinTotal<Schema extends z.ZodType>(schema: Schema, most: number): Schema {
  return schema.refine(
    (value) => totalLength(value) <= most,
    `This is too much to be kept: there may be ${most.toLocaleString('en')} characters at most.`,
  );
}

/** Of all texts and names in a value that came through a schema, so that it ends. */
function totalLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let length = 0;
  for (const [name, inner] of Object.entries(value)) length += name.length + totalLength(inner);
  return length;
}
