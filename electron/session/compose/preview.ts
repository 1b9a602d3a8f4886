import { describeThrown } from '../../../shared/bus/errors';
import type { RequestArgument } from '../../../shared/ipc/ipc';
import type { PreviewedMessage } from '../../../shared/window/compose';
import { fillHeaders, fillTemplate, type TemplateContext } from '../../../shared/window/template';
import { encodePayload } from '../payload';

const shown = 3;

/** The first messages of a send, without sending anything or using up a number. */
export function previewSend(
  { payload, headers, variables, count }: RequestArgument<'previewSend'>,
  nextSeq: number,
): PreviewedMessage[] {
  return Array.from({ length: Math.min(count, shown) }, (_, index) => {
    const context = templateContext(nextSeq + index, variables);
    const text = fillTemplate(payload.text, context);
    return { text, headers: fillHeaders(headers, context), ...problemOf(payload.format, text) };
  });
}

/** What placeholders are drawn from. */
export type Drawn = Pick<TemplateContext, 'random' | 'uuid'>;

const anew: Drawn = { random: Math.random, uuid: () => crypto.randomUUID() };

export function templateContext(
  seq: number,
  variables: Readonly<Record<string, string>>,
  drawn = anew,
): TemplateContext {
  return { seq, now: new Date(), variables, random: drawn.random, uuid: drawn.uuid };
}

function problemOf(format: Parameters<typeof encodePayload>[0], text: string): { problem?: string } {
  try {
    encodePayload(format, text);
    return {};
  } catch (error) {
    return { problem: describeThrown(error) };
  }
}
