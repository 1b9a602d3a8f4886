import { Recorder } from '../../electron/session/recording/recorder';
import { describeThrown } from '../../shared/bus/errors';
import { Exit, exitCodes } from '../exit';
import { type TapFlags, watch } from './tap';

interface RecordFlags extends TapFlags {
  readonly output: string;
}

/** Writes what a tap sees to a file; it takes no message from anybody. */
export async function record(topics: readonly string[], flags: RecordFlags): Promise<void> {
  let recorder: Recorder | undefined;
  await watch(topics, flags, (event, message) => recorder?.add(event, message), {
    // Only once the bus is there: a file that is written over for nothing is lost.
    onOpen: async () => {
      recorder = await Recorder.start({ path: flags.output }).catch((error: unknown) => {
        throw new Exit(exitCodes.usage, `${flags.output} cannot be written: ${describeThrown(error)}`);
      });
    },
    onClosed: async () => {
      if (recorder === undefined) return;
      await recorder.stop();
      const { events, lost, state, reason } = recorder.status;
      process.stderr.write(`${events} events in ${flags.output}${lost > 0 ? `, ${lost} lost` : ''}\n`);
      if (state === 'failed') throw new Exit(exitCodes.failed, reason ?? 'The file could not be written.');
    },
  });
}
