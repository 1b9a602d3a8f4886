import { stringify } from 'yaml';

/** A value on one line, as it may stand behind a key or a dash. */
export function onOneLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

/** `- publish: { topic: orders }` */
export const item = (kind: string, what: unknown): string => `  - ${kind}: ${onOneLine(what)}`;
