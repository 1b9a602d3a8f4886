import { randomUUID } from 'node:crypto';
import { seededRandom } from '../session/simulate/simulator';

/** What a scenario draws at random: the same from the same seed. */
export interface Drawing {
  readonly random: () => number;
  readonly uuid: () => string;
  /** Of a message. */
  readonly id: () => string;
  /** The bus is inside this process, so that a run can be the same as the one before. */
  readonly even: boolean;
  /** Stands for `{{run}}`, so that no run meets what another one left at the broker. */
  readonly run: string;
}

/** A broker keeps what it was given: there only what is drawn for payloads is the same, and no id is used twice. */
export function drawingOf(seed: number, { isInside }: { isInside: boolean }): Drawing {
  const ids = seededRandom(seed + 0x5eed);
  const payloads = seededRandom(seed);
  return {
    even: isInside,
    random: payloads,
    uuid: () => uuidFrom(payloads),
    id: isInside ? () => uuidFrom(ids) : randomUUID,
    run: isInside ? hex(ids, 8) : randomUUID().slice(0, 8),
  };
}

/** As one of version 4 looks. */
function uuidFrom(random: () => number): string {
  const variant = '89ab'[Math.floor(random() * 4)];
  const [a, b, c, d, e] = [8, 4, 3, 3, 12].map((digits) => hex(random, digits));
  return `${a}-${b}-4${c}-${variant}${d}-${e}`;
}

const hex = (random: () => number, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
