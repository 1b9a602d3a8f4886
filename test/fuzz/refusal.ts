import { isBusError } from '../../shared/bus/errors';

/** A refusal is an answer, as long as a person can read it. */
const longestMessage = 20_000;

export async function orRefused(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isBusError(error)) throw error;
    if (error.message.length > longestMessage)
      throw new Error(`The refusal has ${error.message.length} characters: ${error.message.slice(0, 100)}…`);
  }
}
