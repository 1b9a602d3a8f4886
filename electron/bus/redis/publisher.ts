import type { Argument, Link } from './link';
import { publishAll } from './scripts';

/** What goes to the server together at most: a script must not hold others up for long. */
const most = { messages: 128, bytes: 256 * 1024 };

interface Item {
  readonly fields: readonly Argument[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Burst {
  readonly link: Link;
  readonly stream: string;
  readonly items: Item[];
  bytes: number;
}

/**
 * Adds entries to streams. What comes for one stream in one turn of the event loop goes as one command: for the client a command costs
 * more than an entry in it. All of them are taken or none is.
 */
export class Publisher {
  #burst: Burst | undefined;

  /** Resolves once the server has it; rejects with its words. */
  add(link: Link, stream: string, fields: readonly Argument[], bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const burst = this.#burstFor(link, stream, bytes);
      burst.items.push({ fields, resolve, reject });
      burst.bytes += bytes;
    });
  }

  #burstFor(link: Link, stream: string, bytes: number): Burst {
    const open = this.#burst;
    if (open !== undefined) {
      const hasRoom = open.items.length < most.messages && open.bytes + bytes <= most.bytes;
      if (open.link === link && open.stream === stream && hasRoom) return open;
      this.#flush();
    }
    const burst: Burst = { link, stream, items: [], bytes: 0 };
    this.#burst = burst;
    process.nextTick(() => {
      if (this.#burst === burst) this.#flush();
    });
    return burst;
  }

  #flush(): void {
    const burst = this.#burst;
    this.#burst = undefined;
    if (burst === undefined) return;
    const { items } = burst;
    send(burst).then(
      () => {
        for (const { resolve } of items) resolve();
      },
      (error: unknown) => {
        for (const { reject } of items) reject(error);
      },
    );
  }
}

function send({ link, stream, items: [first, ...others] }: Burst): Promise<unknown> {
  const fields = first?.fields ?? [];
  if (others.length === 0) return link.command(['XADD', stream, '*', ...fields]);
  const args: Argument[] = [String(fields.length), ...fields];
  for (const item of others) args.push(String(item.fields.length), ...item.fields);
  return link.run(publishAll, [stream], args);
}
