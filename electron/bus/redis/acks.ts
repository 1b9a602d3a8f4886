import { Bursts } from './bursts';
import type { Argument } from './link';
import { ack, type Script } from './scripts';

export interface Ack {
  readonly stream: string;
  readonly group: string;
  readonly entryId: string;
  /** Of a stream with one group nothing stays of an entry that was answered. */
  readonly isWhole: boolean;
}

export type Acks = Bursts<Ack, boolean>;

/** Takes entries off their streams. False of one that was somebody else's by now. */
export function acks(
  run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>,
): Acks {
  return new Bursts({
    most: { items: 128, bytes: Number.POSITIVE_INFINITY },
    bytesOf: () => 0,
    goesWith: ({ stream, group }, first) => stream === first.stream && group === first.group,
    send: async (items) => {
      const [{ stream, group, isWhole }] = items;
      const ids = items.map(({ entryId }) => entryId);
      const taken = (await run(ack, [stream], [group, isWhole ? '1' : '0', ...ids])) as number[];
      return taken.map((each) => each === 1);
    },
  });
}
