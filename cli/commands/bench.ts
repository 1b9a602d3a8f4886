import { randomUUID } from 'node:crypto';
import { connectTo, lostForGood } from '../connect';
import type { BusFlags } from '../program';
import { untilStopped } from '../until-stopped';

interface BenchFlags extends BusFlags {
  readonly count: number;
  readonly size: number;
  readonly prefetch: number;
}

/** How fast this bus is from here: publishing with confirms, and consuming with acks. */
export async function bench({ count, size, prefetch, ...flags }: BenchFlags): Promise<void> {
  await untilStopped(async ({ signal }) => {
    const { bus } = await connectTo(flags, { signal });
    signal.addEventListener('abort', () => void bus.close(), { once: true });
    try {
      const topic = `busdeck-bench-${randomUUID().slice(0, 8)}`;
      let acked = 0;
      let onAll: () => void = () => {};
      const all = new Promise<void>((resolve) => {
        onAll = resolve;
      });
      await bus.subscribe({
        topic,
        name: 'bench',
        prefetch,
        handler: () => {
          acked += 1;
          if (acked === count) onAll();
        },
      });
      const body = Buffer.alloc(size, 'x');
      const begun = performance.now();
      let left = count;
      const lane = async () => {
        while (left > 0) {
          left -= 1;
          await bus.publish({ topic, body });
        }
      };
      await Promise.all(Array.from({ length: Math.min(256, count) }, lane));
      const confirmed = performance.now();
      await Promise.race([all, lostForGood(bus)]);
      const done = performance.now();
      const perSecond = (ms: number) => Math.round((count * 1000) / ms);
      const result = {
        count,
        size,
        prefetch,
        publishedPerSecond: perSecond(confirmed - begun),
        throughPerSecond: perSecond(done - begun),
      };
      process.stdout.write(
        flags.json
          ? `${JSON.stringify(result)}\n`
          : `${count} messages of ${size} bytes: ${result.publishedPerSecond}/s published and confirmed, ${result.throughPerSecond}/s to the last ack\n`,
      );
    } finally {
      await bus.close();
    }
  });
}
