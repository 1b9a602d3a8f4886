import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chain, Chained } from '../../electron/bus/chain';

class Member extends Chained<Member> {
  readonly name: number;

  constructor(name: number) {
    super();
    this.name = name;
  }
}

const steps = fc.array(fc.record({ adds: fc.boolean(), member: fc.nat(7) }), { maxLength: 60 });

test('it has what a set has, in the same order, whatever is added and taken out', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const members = Array.from({ length: 8 }, (_, name) => new Member(name));
      const chain = new Chain<Member>();
      const set = new Set<Member>();
      for (const { adds, member } of all) {
        const one = members[member] as Member;
        if (adds) {
          chain.add(one);
          set.add(one);
        } else {
          chain.delete(one);
          set.delete(one);
        }
        expect(chain.all().map(({ name }) => name)).toEqual([...set].map(({ name }) => name));
        expect(chain.size).toBe(set.size);
      }
    }),
  );
});

test('what was taken out holds on to no other', () => {
  const [a, b, c] = [new Member(1), new Member(2), new Member(3)];
  const chain = new Chain<Member>();
  for (const each of [a, b, c]) chain.add(each);
  chain.delete(b);
  expect([b.before, b.after]).toEqual([undefined, undefined]);
  expect([a.after, c.before]).toEqual([c, a]);
});
