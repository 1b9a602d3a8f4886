import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  timeoutMs?: number;
  everyMs?: number;
}

/** Thrown by a question to say that its answer will never come. */
export class Hopeless extends Error {}

/**
 * Asks again and again until the answer is neither `false` nor `undefined` nor `null`, and returns that answer. An
 * assertion that throws counts as "not yet"; the last one is told when the deadline passes. The only way for a test to
 * wait for something that announces itself by no event.
 */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  { timeoutMs = 10_000, everyMs = 10 }: UntilOptions = {},
): Promise<Exclude<Answer, false | undefined | null>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (answer !== false && answer !== undefined && answer !== null) {
        return answer as Exclude<Answer, false | undefined | null>;
      }
      last = answer;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error;
    }
    if (performance.now() > deadline) {
      const seen = last instanceof Error ? last.message : String(last);
      throw new Error(`Not within ${timeoutMs} ms: ${what}. Last seen: ${seen}`, { cause: last });
    }
    await pause(everyMs);
  }
}
