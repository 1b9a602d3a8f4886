import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPayload } from '../../electron/decode/read-payload';
import type { ChosenSteps, PayloadHints } from '../../shared/window/reading';

/** A payload as a library of another language made it, see make-fixtures.py. */
export function fixture(name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, 'fixtures', name));
}

/** How bytes are read, with the text that is shown. */
export async function read(bytes: Uint8Array, hints: PayloadHints = {}, chosen: ChosenSteps = []) {
  const { output, steps, ...rest } = await readPayload(bytes, hints, chosen);
  const shown = output ?? bytes;
  return {
    ...rest,
    chain: steps.join(','),
    isAsItCame: output === undefined,
    text: new TextDecoder().decode(shown),
  };
}
