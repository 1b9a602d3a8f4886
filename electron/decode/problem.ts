/** Bytes are not what they were taken for; the message is a sentence for people. */
export class ReadingProblem extends Error {
  override readonly name = 'ReadingProblem';
}

/** As a person reads it. */
export function amount(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Number((bytes / 1000).toPrecision(3))} kB`;
  return `${Number((bytes / 1_000_000).toPrecision(3))} MB`;
}

export function tooLarge(name: string, packedBytes: number, maxBytes: number): ReadingProblem {
  return new ReadingProblem(
    `The ${amount(packedBytes)} of ${name} unpack to more than ${amount(maxBytes)}: stopped there.`,
  );
}
