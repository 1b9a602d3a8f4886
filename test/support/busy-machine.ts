/**
 * How much later than due something may come while other work keeps the machine busy, ms. For deadlines only: where a test
 * tells two behaviours apart, the slower one takes longer than the deadline and this together.
 */
export const slackMs = 4000;

/** Processor time that a piece of work of this process took, ms: other work of the machine does not count. */
export function processorMs(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  return process.cpuUsage(begun).user / 1000;
}
