import type { Expected } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import { isPayload, jsonOr, patternOf, shortly } from '../pattern';
import type { Picture, SeenMessage } from '../picture';
import { aboutWords, listed, named } from './verdict';

interface Taken {
  readonly id: string;
  readonly body: Uint8Array | undefined;
  readonly seq: number;
}

/** Who got what: the payloads that a subscriber has acked. */
export function judgeReceived(
  { subscriber, payloads, inOrder }: Expected<'received'>,
  { messages }: Picture,
): Verdict {
  const taken = [...messages.values()]
    .flatMap((message) => takenBy(message, subscriber))
    .toSorted((one, other) => one.seq - other.seq);
  const { missing, extra } = inOrder ? compareInOrder(payloads, taken) : compareAnyhow(payloads, taken);
  return {
    state: extra.length > 0 ? 'broken' : missing.length > 0 ? 'waiting' : 'held',
    expected: `${subscriber} has ${listed(payloads.map(shortly))}${inOrder ? ', in this order' : ''}`,
    seen:
      taken.length === 0
        ? 'nothing'
        : `${listed(taken.map(({ body }) => shortly(jsonOr(body))))}${missing.length === 0 ? '' : `; not ${listed(missing.map(shortly))}`}`,
    messages: named(extra.map(({ id }) => id)),
  };
}

function takenBy({ id, body, deliveries }: SeenMessage, by: string): Taken[] {
  return deliveries.flatMap(({ subscriber, ackedSeq }) =>
    ackedSeq !== undefined && subscriber === by ? [{ id, body, seq: ackedSeq }] : [],
  );
}

function compareInOrder(expected: readonly unknown[], taken: readonly Taken[]) {
  const first = taken.findIndex(
    ({ body }, index) => index >= expected.length || !isPayload(body, expected[index]),
  );
  return first < 0
    ? { missing: expected.slice(taken.length), extra: taken.slice(expected.length) }
    : { missing: expected.slice(first), extra: taken.slice(first) };
}

function compareAnyhow(expected: readonly unknown[], taken: readonly Taken[]) {
  // By what they are written as, so that thousands are not compared with thousands.
  const left = new Map<string, unknown[]>();
  for (const each of expected) {
    const key = keyOf(each);
    left.set(key, [...(left.get(key) ?? []), each]);
  }
  const extra = taken.filter(({ body }) => !keysOf(body).some((key) => left.get(key)?.pop() !== undefined));
  return { missing: [...left.values()].flat(), extra };
}

const keyOf = (expected: unknown): string =>
  typeof expected === 'string' ? `text ${expected}` : `json ${sorted(expected)}`;

const keys = new WeakMap<Uint8Array, readonly string[]>();

/** What a payload can be expected as: its text, and its JSON where it is that. */
function keysOf(body: Uint8Array = new Uint8Array()): readonly string[] {
  const known = keys.get(body);
  if (known !== undefined) return known;
  const text = Buffer.from(body).toString();
  const value = jsonOr(body);
  const made = [`text ${text}`, ...(value === text ? [] : [keyOf(value)])];
  keys.set(body, made);
  return made;
}

/** JSON whose names have one order. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${sorted(inner)}`).join(',')}}`;
}

const wanted = {
  every: (matching: number, all: number) => (all === 0 ? 'waiting' : matching === all ? 'held' : 'broken'),
  some: (matching: number) => (matching > 0 ? 'held' : 'waiting'),
  none: (matching: number) => (matching === 0 ? 'held' : 'broken'),
} as const;

/** What was in the messages that were delivered. */
export function judgePayload(what: Expected<'payload'>, { messages }: Picture): Verdict {
  const { topic, subscriber, is, of } = what;
  const pattern = patternOf(is);
  const mine = [...messages.values()].filter(
    ({ deliveries, ...message }) =>
      (topic === undefined || message.topic === topic) &&
      deliveries.some((each) => subscriber === undefined || each.subscriber === subscriber),
  );
  const matching: SeenMessage[] = [];
  const others: SeenMessage[] = [];
  for (const each of mine) (pattern.test(each.body) ? matching : others).push(each);
  const wrong = of === 'every' ? others : matching;
  return {
    state: wanted[of](matching.length, mine.length),
    expected: `${of} payload ${pattern.words}${aboutWords(what)}`,
    seen: `${matching.length} of ${mine.length}${wrong[0] === undefined || of === 'some' ? '' : `; for example ${shortly(jsonOr(wrong[0].body))}`}`,
    messages: of === 'some' ? [] : named(wrong.map(({ id }) => id)),
  };
}
