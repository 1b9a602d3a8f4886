import { parser } from '@lezer/json';
import type { PayloadFormat } from '../../shared/window/send';
import { fillTemplate, replacePlaceholders } from '../../shared/window/template';

/** Where the text is not what its format says. */
export interface PayloadProblem {
  readonly message: string;
  /** Position in the text, where it is known. */
  readonly at?: number;
}

/** Why the text cannot be sent in this format; undefined when it can. */
export function payloadProblem(
  format: PayloadFormat,
  text: string,
  variables: Readonly<Record<string, string>> = {},
): PayloadProblem | undefined {
  switch (format) {
    case 'json':
      return jsonProblem(text, variables);
    case 'text':
      return undefined;
    case 'hex':
      return hexProblem(filledOnce(text, variables));
    case 'base64':
      return base64Problem(filledOnce(text, variables));
  }
}

/**
 * The marks that are filled in for each message, replaced by something of the same length, so that positions stay true.
 * A number and a time may stand alone in JSON; an id has to be in quotes.
 */
export function withoutTemplates(text: string): string {
  return replacePlaceholders(text, (mark, name) => (name === 'uuid' ? 'u' : '0').padEnd(mark.length));
}

/** As one of its messages would be. */
function filledOnce(text: string, variables: Readonly<Record<string, string>>): string {
  const context = { seq: 1, now: new Date(0), variables, random: () => 0, uuid: () => nilUuid };
  return fillTemplate(text, context);
}

const nilUuid = '00000000-0000-0000-0000-000000000000';

function jsonProblem(text: string, variables: Readonly<Record<string, string>>): PayloadProblem | undefined {
  if (text.trim() === '')
    return { message: 'An empty payload is not valid JSON. Choose Text to send an empty message.', at: 0 };
  try {
    JSON.parse(filledOnce(text, variables));
    return undefined;
  } catch (thrown) {
    // Where it is wrong is told in the text as it was typed.
    const filled = withoutTemplates(text);
    const at = firstError(filled);
    return { message: `${place(text, at)}: ${shortReason(thrown)}`, at };
  }
}

/** Stops at the first error: going on after one takes the parser far longer the deeper it stands. */
const strict = parser.configure({ strict: true });

/** The engine does not always say where; the editor's own parser does. */
function firstError(text: string): number {
  try {
    strict.parse(text);
  } catch (thrown) {
    const at = /^No parse at (\d+)/.exec(thrown instanceof Error ? thrown.message : '')?.[1];
    if (at !== undefined) return Number(at);
  }
  return text.length;
}

/** The engine's words without the payload, which some of them repeat. */
function shortReason(thrown: unknown): string {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return reason
    .replace(/, (\.\.\.)?".*" is not valid JSON$/s, '')
    .replace(/ (in JSON )?at position \d+.*$/s, '')
    .replace(/^Unexpected end of JSON input$/, 'the JSON ends too early');
}

function place(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function hexProblem(text: string): PayloadProblem | undefined {
  const wrong = /[^0-9a-f\s]/i.exec(text);
  if (wrong !== null)
    return { message: `${place(text, wrong.index)}: only 0-9 and a-f may stand here`, at: wrong.index };
  const digits = text.replace(/\s/g, '').length;
  return digits % 2 === 0
    ? undefined
    : { message: 'A byte has two digits; the last one lacks its second', at: text.length };
}

function base64Problem(text: string): PayloadProblem | undefined {
  const wrong = /[^0-9a-z+/=\s]/i.exec(text);
  if (wrong !== null)
    return { message: `${place(text, wrong.index)}: this is not a base64 character`, at: wrong.index };
  const bare = text.replace(/\s/g, '');
  if (/=[^=]|={3,}/.test(bare)) return { message: 'The = may only stand at the end', at: text.indexOf('=') };
  return bare.length % 4 === 0
    ? undefined
    : { message: 'Base64 comes in groups of four characters', at: text.length };
}
