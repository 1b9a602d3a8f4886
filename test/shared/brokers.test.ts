import { expect, test } from 'vitest';
import {
  brokerKinds,
  connectInput,
  connectOptionsSchema,
  descriptorOf,
  isBrokerKind,
  isInside,
} from '../../shared/brokers';
import { defaultRetryPolicy } from '../../shared/bus/connection';

for (const kind of brokerKinds) {
  const descriptor = descriptorOf(kind);
  const { address, form, ownOptionsSchema } = descriptor;

  test(`${kind}: what the top bar begins with can be connected with`, () => {
    expect(descriptor.kind).toBe(kind);
    const input = connectInput(kind, { url: address?.example ?? '', retry: defaultRetryPolicy });
    expect(connectOptionsSchema.parse(input)).toMatchObject({ kind, retry: defaultRetryPolicy });
    const scheme = address?.example.split('://')[0] ?? '';
    expect(Object.keys(address?.schemes ?? {}).includes(scheme)).toBe(!isInside(kind));
  });

  test(`${kind}: each choice of its form is one of its own options, and the first is the default`, () => {
    const defaults = ownOptionsSchema.parse({});
    expect(form?.fields.map(({ name }) => name) ?? []).toEqual(Object.keys(ownOptionsSchema.shape));
    for (const field of form?.fields ?? []) {
      const { name } = field;
      const choices = 'choices' in field ? field.choices : [];
      // A choice is text, also where the option is a number.
      expect(String(defaults[name])).toBe(String(choices[0]?.value));
      for (const { value } of choices)
        expect(ownOptionsSchema.safeParse({ [name]: value }).success, `${name} ${value}`).toBe(true);
      expect(ownOptionsSchema.safeParse({ [name]: 'something else' }).success, name).toBe(false);
    }
  });
}

test('a name that every object has is not a kind of broker', () => {
  for (const name of ['toString', '__proto__', 'constructor', '']) expect(isBrokerKind(name)).toBe(false);
});
