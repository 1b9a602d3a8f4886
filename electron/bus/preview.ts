import { type PayloadPreview, previewBytes } from '../../shared/bus/message';
import { wholeCharacters } from './utf8';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const hexPreviewBytes = Math.floor(previewBytes / 4);

/**
 * The head of a payload for the eye. Only the head is read, so that a body of 100 MB costs no more than one of 1 kB;
 * whether a long text that starts like JSON is JSON to its end is therefore only guessed.
 */
export function previewOf(body: Uint8Array): PayloadPreview {
  if (body.length === 0) return { format: 'empty', text: '', truncated: false };
  const truncated = body.length > previewBytes;
  const text = decodeHead(body, truncated);
  if (text === undefined) {
    return { format: 'binary', text: hexOf(body), truncated: body.length > hexPreviewBytes };
  }
  return { format: looksLikeJson(text, truncated) ? 'json' : 'text', text, truncated };
}

/** The text of the first bytes, or `undefined` when they are no UTF-8. */
function decodeHead(body: Uint8Array, truncated: boolean): string | undefined {
  const head = truncated ? body.subarray(0, wholeCharacters(body, previewBytes)) : body;
  try {
    return strict.decode(head);
  } catch {
    return undefined;
  }
}

function looksLikeJson(text: string, truncated: boolean): boolean {
  if (truncated) return /^\s*[{[]/.test(text);
  // Numbers and words are left as text: "42" needs no pretty printing.
  if (!/^\s*[{["]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function hexOf(body: Uint8Array): string {
  return Array.from(body.subarray(0, hexPreviewBytes), (byte) => byte.toString(16).padStart(2, '0')).join(
    ' ',
  );
}
