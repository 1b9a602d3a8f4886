import { z } from 'zod';
import { type BrokerKind, brokerKinds, descriptorOf } from '../brokers';
import { boundedRecord } from '../bus/bounded';

/** What a saved connection keeps for its kind alone. What a newer Busdeck has written is carried along. */
export const ownOptionsSchema = boundedRecord(
  z.string().max(64),
  z.union([z.string().max(1024), z.number(), z.boolean()]),
  50,
);
export type OwnOptions = z.output<typeof ownOptionsSchema>;

/** Whether a connection's own options are those of its kind. */
export function checkOwnOptions(
  { kind, options }: { readonly kind: BrokerKind; readonly options: Readonly<Record<string, unknown>> },
  context: z.core.$RefinementCtx,
): void {
  const parsed = descriptorOf(kind).ownOptionsSchema.safeParse(options);
  for (const { message, path } of parsed.error?.issues ?? [])
    context.addIssue({ code: 'custom', message, path: ['options', ...path] });
}

/** What a connection's options become when it is to be of that kind: all but what means something else there. */
export function optionsForKind(kind: BrokerKind, options: OwnOptions): OwnOptions {
  const { shape } = descriptorOf(kind).ownOptionsSchema;
  const fits = ([name, value]: [string, unknown]) => shape[name]?.safeParse(value).success ?? true;
  return Object.fromEntries(Object.entries(options).filter(fits));
}

/** The first release kept the own options of the one kind it knew beside the others. */
export function withOwnOptions(profile: unknown): unknown {
  if (typeof profile !== 'object' || profile === null || 'options' in profile) return profile;
  const own = brokerKinds.flatMap((kind) => Object.keys(descriptorOf(kind).ownOptionsSchema.shape));
  const entries = Object.entries(profile);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !own.includes(name))),
    options: Object.fromEntries(entries.filter(([name]) => own.includes(name))),
  };
}
