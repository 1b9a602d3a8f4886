import type { Options } from 'amqplib';

type Argument = string | number | boolean;

/** How a queue stands at the broker that somebody else has declared in another way than the bus does. */
export interface FoundQueue {
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** `classic`, `quorum`, `stream` or whatever else the broker has; `undefined` where it could not be learnt. */
  readonly type: string | undefined;
  /** Those that can be learnt: a broker compares only some of them. */
  readonly arguments: Readonly<Record<string, Argument>>;
}

/**
 * No queue has this type. A declaration with it is refused whatever is there: with what differs when there is a queue of
 * that name, and without making one when there is none.
 */
const noType = 'asked-by-busdeck';
const typeArgument = 'x-queue-type';
/** More than a queue can have. */
const mostArguments = 40;

/**
 * Asks the broker how a queue was declared. AMQP has no question for it, but a declaration is refused with the first thing
 * that differs and what it is; RabbitMQ 3.10 to 4.3 look at the type last of what matters here. Undefined when the queue is gone.
 *
 * @param refusalOf declares the queue and resolves with the broker's words against it, or with nothing when it had none
 */
export async function learnQueue(
  refusalOf: (options: Options.AssertQueue) => Promise<string | undefined>,
): Promise<FoundQueue | undefined> {
  const flags = { durable: false, autoDelete: false };
  const learnt: Record<string, Argument> = {};
  for (let asked = 0; asked < mostArguments; asked += 1) {
    const refusal = await refusalOf({ ...flags, arguments: { ...learnt, [typeArgument]: noType } });
    // A broker that knows no types has compared all it compares.
    if (refusal === undefined) return { ...flags, type: undefined, arguments: learnt };
    const difference = differenceIn(refusal);
    if (difference === undefined) return undefined;
    const { name, current } = difference;
    if (name === typeArgument) return { ...flags, type: String(current ?? 'classic'), arguments: learnt };
    if (name === 'durable') flags.durable = current === 'true';
    else if (name === 'auto_delete') flags.autoDelete = current === 'true';
    // Of a kind that cannot be sent back, and so hides what comes after it.
    else if (current === undefined || Object.hasOwn(learnt, name)) break;
    else learnt[name] = current;
  }
  return { ...flags, type: undefined, arguments: learnt };
}

/** What differs between a declaration and what is there, in the words of RabbitMQ. */
export function differenceIn(refusal: string): { name: string; current: Argument | undefined } | undefined {
  const [, name, current] = /inequivalent arg '([^']+)' .* but current is (.*)/s.exec(refusal) ?? [];
  if (name === undefined || current === undefined) return undefined;
  // With its type where the declaration had none to compare it with.
  const [, typed, type] = /^the value '(.*)' of type '(\w+)'/s.exec(current) ?? [];
  const value = typed ?? /^'(.*)'/s.exec(current)?.[1];
  return { name, current: value === undefined ? undefined : argumentOf(value, type) };
}

function argumentOf(value: string, type: string | undefined): Argument | undefined {
  switch (type) {
    case undefined:
    case 'longstr':
      return value;
    case 'bool':
      return value === 'true';
    default:
      return /^-?\d+$/.test(value) ? Number(value) : undefined;
  }
}

export function isStream(found: FoundQueue | undefined): boolean {
  return found?.type === 'stream';
}
