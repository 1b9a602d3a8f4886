import { isUtf8 } from 'node:buffer';
import type { TypedPayload } from '../../../shared/window/send';
import { fillTemplate } from '../../../shared/window/template';
import { templateContext } from './preview';

/** Text that is JSON is said to be, where filling it in cannot make something else of it. */
export function textPayload(text: string): TypedPayload {
  return { format: isJson(text) ? 'json' : 'text', text };
}

export function bytesPayload(bytes: Buffer): TypedPayload {
  return isUtf8(bytes) ? textPayload(bytes.toString()) : base64Payload(bytes);
}

/** Bytes that are sent as they are: nothing in them is a placeholder. */
export const base64Payload = (bytes: Buffer): TypedPayload => ({
  format: 'base64',
  text: bytes.toString('base64'),
});

function isJson(text: string): boolean {
  try {
    const filled = fillTemplate(text, templateContext(1, {}));
    JSON.parse(filled);
    return /^\s*[[{]/.test(filled);
  } catch {
    return false;
  }
}
