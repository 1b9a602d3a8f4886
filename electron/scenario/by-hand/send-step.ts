import { definedOf } from '../../../shared/bus/defined';
import type { SendRequest } from '../../../shared/window/send';
import { hasPlaceholders } from '../../../shared/window/template';
import { encodePayload } from '../../session/payload';
import type { NotedDeed } from './noted';

type Send = Extract<NotedDeed['deed'], { what: 'send' }>;

/** What was sent as a step has it, without its topic and its count; or why it cannot be written. */
export function sendWords({ request }: Send, isCut: boolean): Record<string, unknown> | string {
  if (isCut) return 'its payload is too long to be written here';
  const payload = payloadWords(request);
  if (typeof payload === 'string') return payload;
  const { rate, headers, properties } = request;
  return definedOf({
    ...payload,
    ...(rate > 0 ? { rate } : {}),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
  });
}

function payloadWords({ payload }: SendRequest): Record<string, unknown> | string {
  switch (payload.format) {
    case 'file':
      return 'its payload is a file: put the file beside the scenario and name it with file:';
    case 'json':
      return { payload: asValue(payload.text) ?? payload.text };
    case 'text':
      return { payload: payload.text };
    default: {
      if (hasPlaceholders(payload.text)) return `its ${payload.format} has placeholders`;
      const bytes = encodePayload(payload.format, payload.text);
      return { base64: Buffer.from(bytes).toString('base64') };
    }
  }
}

/** The value of a JSON text, where it is the same text again but for its layout. A text in quotes would lose them. */
function asValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' || value === null) return undefined;
    return bare(JSON.stringify(value)) === bare(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

const bare = (text: string) => text.replace(/\s+/g, '');
