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

/** Remembers what is active now; the function it returns waits until nothing more than that is. */
export function watchForLeaks(): (timeoutMs?: number) => Promise<void> {
  const before = activeResources();
  return async (timeoutMs = 8000) => {
    await until(
      'every socket, child process and timer is closed',
      () => {
        const leaked = leakedSince(before);
        if (leaked !== '') throw new Error(`left open: ${leaked}`);
        return true;
      },
      { timeoutMs },
    );
  };
}
