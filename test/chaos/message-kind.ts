import { seededRandom } from '../../electron/session/simulate/simulator';

/** What a message does to those who handle it. It stands in the message itself, so that every subscriber obeys. */
export type MessageKind =
  | { readonly type: 'plain' }
  /** Fails this many attempts, then succeeds. */
  | { readonly type: 'flaky'; readonly failures: number }
  /** Poison: always fails. */
  | { readonly type: 'throws' }
  /** Poison: kills the process that handles it. */
  | { readonly type: 'kills' };

export interface ChaosMessage {
  readonly id: string;
  readonly kind: MessageKind;
}

/** One in ten fails now and then, three in a thousand are poison of each sort. */
export function drawMessages(count: number, seed: number): ChaosMessage[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => ({ id: `m${index + 1}`, kind: drawKind(random) }));
}

function drawKind(random: () => number): MessageKind {
  const drawn = random();
  if (drawn < 0.003) return { type: 'kills' };
  if (drawn < 0.006) return { type: 'throws' };
  if (drawn < 0.106) return { type: 'flaky', failures: 1 + Math.floor(random() * 3) };
  return { type: 'plain' };
}
