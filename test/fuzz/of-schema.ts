import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

/** Values that a schema of the request table takes, or nearly: its own checks are not looked at. */
export function ofSchema(schema: z.core.$ZodType): Arbitrary<unknown> {
  if (schema instanceof z.core.$ZodStringFormat && schema._zod.def.format.startsWith('uuid'))
    return fc.uuid();
  if (schema instanceof z.core.$ZodString)
    return fc.oneof(fc.string({ maxLength: 20 }), fc.constant('orders'));
  if (schema instanceof z.core.$ZodNumber)
    return fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0, max: 1 }));
  if (schema instanceof z.core.$ZodBoolean) return fc.boolean();
  if (schema instanceof z.core.$ZodNull) return fc.constant(null);
  if (schema instanceof z.core.$ZodLiteral) return fc.constantFrom(...schema._zod.def.values);
  if (schema instanceof z.core.$ZodEnum) return fc.constantFrom(...Object.values(schema._zod.def.entries));
  if (schema instanceof z.core.$ZodUnion) return fc.oneof(...schema._zod.def.options.map(ofSchema));
  if (schema instanceof z.core.$ZodArray)
    return fc.array(ofSchema(schema._zod.def.element), { maxLength: 4 });
  if (schema instanceof z.core.$ZodRecord) {
    return fc.dictionary(fc.string({ maxLength: 8 }), ofSchema(schema._zod.def.valueType), { maxKeys: 4 });
  }
  if (schema instanceof z.core.$ZodObject) {
    const fields = Object.entries(schema._zod.def.shape);
    return fc.record(Object.fromEntries(fields.map(([name, each]) => [name, ofSchema(each)])));
  }
  if (schema instanceof z.core.$ZodPipe) return ofSchema(schema._zod.def.in);
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType };
  if (innerType === undefined) return fc.jsonValue({ maxDepth: 2 });
  const inner = ofSchema(innerType);
  if (schema instanceof z.core.$ZodOptional || schema instanceof z.core.$ZodDefault) {
    return fc.oneof(inner, inner, fc.constant(undefined));
  }
  return schema instanceof z.core.$ZodNullable ? fc.oneof(inner, inner, fc.constant(null)) : inner;
}
