/**
 * Placeholders in a payload, filled in anew for each message: `{{seq}}` (1, 2, 3, … from send to send), `{{uuid}}`, `{{now}}`
 * (ISO 8601, UTC), `{{random A B}}` (a whole number from A to B) and the names of variables. What is none of these is
 * left as it stands.
 */
export interface TemplateContext {
  readonly seq: number;
  readonly now: Date;
  readonly variables?: Readonly<Record<string, string>>;
  /** From [0, 1). */
  readonly random: () => number;
  readonly uuid: () => string;
}

/** What stands between the braces is trimmed afterwards: white space in the pattern as well would be tried in every split. */
const placeholder = /\{\{([^{}]*)\}\}/g;

export function hasPlaceholders(text: string): boolean {
  return text.includes('{{');
}

export function fillTemplate(text: string, context: TemplateContext): string {
  if (!hasPlaceholders(text)) return text;
  return replacePlaceholders(text, (whole, expression) => valueFor(expression, context) ?? whole);
}

/** Replaces each placeholder by what `replace` makes of it and of its trimmed expression. */
export function replacePlaceholders(
  text: string,
  replace: (whole: string, expression: string) => string,
): string {
  return text.replace(placeholder, (whole: string, written: string) => {
    const expression = written.trim();
    return expression === '' ? whole : replace(whole, expression);
  });
}

function valueFor(
  expression: string,
  { seq, now, variables, random, uuid }: TemplateContext,
): string | undefined {
  const [word, ...args] = expression.split(/\s+/);
  switch (word) {
    case 'seq':
      return String(seq);
    case 'uuid':
      return uuid();
    case 'now':
      return now.toISOString();
    case 'random':
      return randomBetween(args, random);
    default:
      return variables !== undefined && Object.hasOwn(variables, expression)
        ? variables[expression]
        : undefined;
  }
}

function randomBetween([from, to]: string[], random: () => number): string | undefined {
  const low = Number(from);
  const high = Number(to);
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low > high) return undefined;
  return String(low + Math.floor(random() * (high - low + 1)));
}

/** The strings among the headers, filled in. The same object where there is nothing to fill in. */
export function fillHeaders<Values extends Readonly<Record<string, unknown>>>(
  headers: Values,
  context: TemplateContext,
): Values {
  if (!anyPlaceholders(headers)) return headers;
  const filled = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? fillTemplate(value, context) : value,
  ]);
  return Object.fromEntries(filled) as Values;
}

export function anyPlaceholders(headers: Readonly<Record<string, unknown>>): boolean {
  return Object.values(headers).some((value) => typeof value === 'string' && hasPlaceholders(value));
}
