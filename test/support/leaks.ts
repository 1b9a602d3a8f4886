import { Socket } from 'node:net';
import { until } from './until';

/** What a bus, a broker or a helper of ours would leave behind. Files and DNS requests end by themselves. */
const kinds = [
  'TCPSocketWrap',
  'TCPServerWrap',
  'TLSWrap',
  'PipeWrap',
  'ProcessWrap',
  'Timeout',
  'Immediate',
];

function activeResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (kinds.includes(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What there is now beyond what there was then, as words; empty when nothing is. */
export function leakedSince(before: ReadonlyMap<string, number>): string {
  const more = [...activeResources()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
  return more.map(([kind, count]) => `${kind} ${before.get(kind) ?? 0} -> ${count}`).join(', ');
}

/** The sockets of this process that are not closed, whoever owns them. */
function activeSockets(): Socket[] {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): unknown[] };
  return handles.call(process).filter((handle) => handle instanceof Socket) as Socket[];
}

/** How many connections this process has to a port. */
export const connectionsTo = (port: number): number =>
  activeSockets().filter(({ remotePort }) => remotePort === port).length;

/** Whose they are, and who ended them: a count alone does not tell. */
const describeSockets = (): string =>
  activeSockets()
    .map(({ localPort, remotePort, readyState, writableEnded, readableEnded }) => {
      const ends = [writableEnded && 'we ended', readableEnded && 'peer ended'];
      return [`${localPort}->${remotePort} ${readyState}`, ...ends].filter(Boolean).join(', ');
    })
    .join('; ');

/** Remembers what is active now; the function it returns waits until nothing more than that is. */
export function watchForLeaks(): (timeoutMs?: number) => Promise<void> {
  const before = activeResources();
  return async (timeoutMs = 8000) => {
    await until(
      'every socket, child process and timer is closed',
      () => {
        const leaked = leakedSince(before);
        if (leaked !== '') throw new Error(`left open: ${leaked} (${describeSockets()})`);
        return true;
      },
      { timeoutMs },
    );
  };
}
