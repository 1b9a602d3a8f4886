import { z } from 'zod';

/**
 * What a simulated subscriber does with its deliveries. The words are the same in the window and on the command line:
 * `ack`, `always`, `first:K`, `every:N`, `rate:P`, `match:REGEX`, `hang`, `crash`, `manual`, and beside any of them a
 * latency as `MSms` or `MS..MSms`. For example `first:2 50..200ms`.
 */
export const ruleSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ack') }),
  z.object({ type: z.literal('always') }),
  z.object({ type: z.literal('first'), attempts: z.int().min(1).max(1000) }),
  z.object({ type: z.literal('every'), nth: z.int().min(1).max(1_000_000) }),
  z.object({ type: z.literal('rate'), probability: z.number().min(0).max(1) }),
  z.object({
    type: z.literal('match'),
    pattern: z.string().min(1).max(1000),
    header: z.string().max(255).optional(),
  }),
  z.object({ type: z.literal('hang') }),
  z.object({ type: z.literal('crash') }),
  z.object({ type: z.literal('manual') }),
]);
export type Rule = z.infer<typeof ruleSchema>;

/** The longest simulated latency, ms. */
export const maxLatencyMs = 3_600_000;

export const behaviourSchema = z.object({
  rule: ruleSchema,
  /** How long a delivery takes before it is answered, ms; drawn evenly from the range. Default 0. */
  latency: z
    .object({ min: z.number().min(0).max(maxLatencyMs), max: z.number().min(0).max(maxLatencyMs) })
    .refine(({ min, max }) => min <= max, 'The latency must go from the smaller to the larger number.')
    .default({ min: 0, max: 0 }),
  /** Makes `rate` and a latency range repeatable. Default 1. */
  seed: z.int().default(1),
});
export type Behaviour = z.infer<typeof behaviourSchema>;

export const ackAlways: Behaviour = { rule: { type: 'ack' }, latency: { min: 0, max: 0 }, seed: 1 };

export type ParsedBehaviour = { ok: true; behaviour: Behaviour } | { ok: false; message: string };

/** A pattern has 1000 at most. */
const maxBehaviourLength = 1200;

const latencyBefore = /^\s*(\d+)(?:\.\.(\d+))?\s*ms(?:[\s,]+|$)/i;
const latencyAfter = /(?:^|[\s,]+)(\d+)(?:\.\.(\d+))?\s*ms\s*$/i;

/**
 * Reads a behaviour's words. Case, a leading `fail` and `:` or a space before the number are all the same to it. A
 * latency may also stand before the rule, and must where a pattern ends like one.
 */
export function parseBehaviour(text: string): ParsedBehaviour {
  if (text.length > maxBehaviourLength) {
    return { ok: false, message: `A behaviour may have ${maxBehaviourLength} characters at most.` };
  }
  const words = latencyBefore.exec(text) ?? latencyAfter.exec(text);
  const [whole = '', from = '0', to = from] = words ?? [];
  const rest = words === null ? text : text.slice(0, words.index) + text.slice(words.index + whole.length);
  const rule = parseRule(rest);
  if (rule === undefined) {
    return {
      ok: false,
      message: `"${text}" is not a behaviour. Try ack, always, first:2, every:3, rate:0.2, match:REGEX, hang, crash or manual, with 200ms or 50..200ms after it.`,
    };
  }
  const parsed = behaviourSchema.safeParse({ rule, latency: { min: Number(from), max: Number(to) } });
  if (parsed.success) return { ok: true, behaviour: parsed.data };
  return { ok: false, message: parsed.error.issues[0]?.message ?? 'That behaviour is out of range.' };
}

function parseRule(text: string): unknown {
  const start = text.trimStart().replace(/^fail(?:s|ing)?\s+(?:the\s+)?/i, '');
  // A pattern keeps the spaces around it: they may be what is looked for.
  const match = /^match(?:\(([^)]+)\))?:(.+)$/is.exec(start);
  if (match) {
    const [, header, pattern] = match;
    if (pattern === undefined || !isRegExp(pattern)) return undefined;
    return { type: 'match', pattern, ...(header === undefined ? {} : { header }) };
  }
  const words = start.trimEnd();
  if (words === '' || /^ack(?: always)?$/i.test(words)) return { type: 'ack' };
  if (/^always$/i.test(words)) return { type: 'always' };
  if (/^(hang|crash|manual)$/i.test(words)) return { type: words.toLowerCase() };
  const counted = /^(first|every|rate)[:\s]\s*(\d+(?:\.\d+)?(?:e-?\d+)?)(%?)$/i.exec(words);
  if (!counted) return undefined;
  const value = Number(counted[2]);
  switch (counted[1]?.toLowerCase()) {
    case 'first':
      return { type: 'first', attempts: value };
    case 'every':
      return { type: 'every', nth: value };
    default:
      return { type: 'rate', probability: counted[3] === '%' ? value / 100 : value };
  }
}

function isRegExp(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** The canonical words of a behaviour; {@link parseBehaviour} reads them back. */
export function formatBehaviour({ rule, latency }: Behaviour): string {
  const range = latency.min === latency.max ? `${latency.min}ms` : `${latency.min}..${latency.max}ms`;
  const words = formatRule(rule);
  if (rule.type === 'match' && (latency.max > 0 || latencyAfter.test(words))) return `${range} ${words}`;
  return latency.max === 0 ? words : `${words} ${range}`;
}

function formatRule(rule: Rule): string {
  switch (rule.type) {
    case 'first':
      return `first:${rule.attempts}`;
    case 'every':
      return `every:${rule.nth}`;
    case 'rate':
      return `rate:${rule.probability}`;
    case 'match':
      return rule.header === undefined ? `match:${rule.pattern}` : `match(${rule.header}):${rule.pattern}`;
    default:
      return rule.type;
  }
}
