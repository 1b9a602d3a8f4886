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
