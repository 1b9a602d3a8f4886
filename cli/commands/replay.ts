import { Pacer, type Step } from '../../electron/session/pacer';
import { OpenedRecording } from '../../electron/session/recording/opened-recording';
import { describeThrown } from '../../shared/bus/errors';
import { connectTo } from '../connect';
import { Exit, exitCodes } from '../exit';
import { printer } from '../lines';
import { warn } from '../plain';
import type { BusFlags } from '../program';
import { progress } from '../progress';
import { untilStopped } from '../until-stopped';

interface ReplayFlags extends BusFlags {
  readonly speed: number;
  readonly rate?: number;
  readonly topic?: Record<string, string>;
}

const concurrency = 64;

/** Publishes what was recorded anew, each message with a new id, at the pace of then. */
export async function replay(file: string, flags: ReplayFlags): Promise<void> {
  const recording = await OpenedRecording.open(file).catch((error: unknown) => {
    throw new Exit(exitCodes.usage, describeThrown(error));
  });
  try {
    await untilStopped(async ({ signal }) => {
      const { bus, allow } = await connectTo(flags, {
        signal,
        onBus: (each) => flags.json && each.onEvent(printer(true)),
      });
      const messages = recording.publishable();
      const { damaged } = recording.summary;
      if (damaged > 0) warn(`${damaged} lines of the recording are damaged, and left out.`);
      const first = messages[0]?.at ?? 0;
      const shown = progress('sent', messages.length);
      let sent = 0;
      let failed = 0;
      let returned = 0;
      let problem: unknown;
      function* steps(): Generator<Step> {
        for (const [nth, { at, message, body }] of messages.entries()) {
          const { topic, headers, properties, verb } = message;
          let bytes: Uint8Array = new Uint8Array();
          yield {
            dueMs: dueOf(nth, at - first, flags),
            ready: async () => {
              bytes = await body();
            },
            send: async () => {
              const input = { topic: flags.topic?.[topic] ?? topic, headers, properties, body: bytes };
              try {
                const receipt = await (verb === 'publish'
                  ? bus.publish(input, signal)
                  : bus.broadcast(input, signal));
                sent += 1;
                if (receipt.outcome === 'returned') returned += 1;
              } catch (error) {
                problem = error;
                failed += 1;
              }
              shown.step();
              return true;
            },
          };
        }
      }
      try {
        allow({ what: 'publish', topic: recording.summary.topic, count: messages.length });
        await new Pacer(concurrency, signal).run(steps());
      } finally {
        shown.end();
        await bus.close();
      }
      if (!flags.json) process.stdout.write(`${sent} of ${messages.length} messages sent\n`);
      if (signal.aborted) return;
      if (returned > 0 && failed === 0)
        throw new Exit(exitCodes.unroutable, `${returned} of them nobody took.`);
      if (failed > 0) throw new Exit(exitCodes.failed, `${failed} were not sent: ${describeThrown(problem)}`);
    });
  } finally {
    await recording.close();
  }
}

function dueOf(nth: number, sinceFirstMs: number, { rate, speed }: ReplayFlags): number {
  if (rate !== undefined) return (nth * 1000) / rate;
  return speed === 0 ? 0 : sinceFirstMs / speed;
}
