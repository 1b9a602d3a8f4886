import { Bursts } from './bursts';
import type { Argument, Link } from './link';
import { publishAll } from './scripts';

interface New {
  readonly link: Link;
  readonly stream: string;
  /** As arguments of XADD. */
  readonly fields: readonly Argument[];
  readonly bytes: number;
}

/** Adds entries to streams: of one burst all are taken or none is. */
export function publisher(): Bursts<New, void> {
  return new Bursts<New, void>({
    most: { items: 128, bytes: 256 * 1024 },
    bytesOf: ({ bytes }) => bytes,
    goesWith: ({ link, stream }, first) => link === first.link && stream === first.stream,
    send: async ([first, ...others]) => {
      const { link, stream, fields } = first;
      if (others.length === 0) await link.command(['XADD', stream, '*', ...fields]);
      else await link.run(publishAll, [stream], [first, ...others].flatMap(counted));
      return [];
    },
  });
}

const counted = ({ fields }: New): Argument[] => [String(fields.length), ...fields];
