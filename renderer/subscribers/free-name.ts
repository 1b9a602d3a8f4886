import type { Subscribers } from '../store/subscribers';

/** The first of A, B, … Z, A2, B2, … that no pane has. */
export function freeName({ byId }: Subscribers): string {
  const taken = new Set([...byId.values()].map(({ name }) => name.toLowerCase()));
  for (let round = 1; ; round += 1) {
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      const name = round === 1 ? letter : `${letter}${round}`;
      if (!taken.has(name.toLowerCase())) return name;
    }
  }
}
