import { Bursts } from './bursts';
import type { Argument } from './link';
import { publishAll } from './scripts';
import type { Server } from './server';

interface New {
  readonly server: Server;
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
    goesWith: ({ server, stream }, first) => server === first.server && stream === first.stream,
    send: async ([first, ...others]) => {
      const { server, stream, fields } = first;
      if (others.length === 0) await server.command(stream, ['XADD', stream, '*', ...fields]);
      else await server.run(publishAll, [stream], [first, ...others].flatMap(counted));
      return [];
    },
  });
}

const counted = ({ fields }: New): Argument[] => [String(fields.length), ...fields];
