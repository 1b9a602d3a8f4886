import fc from 'fast-check';

/** What a message makes of its deliveries, whoever gets them: so the outcome does not depend on who that is. */
export type Kind =
  /** Fails so many attempts; 0 is acked at once, 4 and more end among the dead letters. */
  | { readonly type: 'fails'; readonly attempts: number }
  /** Its first delivery runs until its subscriber is gone. */
  | { readonly type: 'holds-once' }
  /** So do all, until it is found out. */
  | { readonly type: 'holds-always' };

export const failing: fc.Arbitrary<Kind> = fc
  .constantFrom(0, 0, 0, 1, 2, 3, 4, 9)
  .map((attempts) => ({ type: 'fails', attempts }));

export const holding: fc.Arbitrary<Kind> = fc.constantFrom({ type: 'holds-once' }, { type: 'holds-always' });
