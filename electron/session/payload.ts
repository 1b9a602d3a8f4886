import { BusError, describeThrown } from '../../shared/bus/errors';
import type { PayloadFormat } from '../../shared/window/send';

/** The composer's text as the bytes that go over the wire, or `invalid-argument`. */
export function encodePayload(format: PayloadFormat, text: string): Uint8Array {
  switch (format) {
    case 'json':
      assertJson(text);
      return Buffer.from(text, 'utf8');
    case 'text':
      return Buffer.from(text, 'utf8');
    case 'hex':
      return decodeHex(text);
    case 'base64':
      return decodeBase64(text);
  }
}

/** The text is sent as it was typed: parsing and writing it anew would lose duplicate keys and large numbers. */
function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    const detail = describeThrown(cause);
    throw new BusError('invalid-argument', `The payload is not valid JSON: ${detail}`, { detail, cause });
  }
}

function decodeHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) {
    throw new BusError('invalid-argument', 'The payload is not hexadecimal: it needs pairs of 0-9 and a-f.');
  }
  return Buffer.from(digits, 'hex');
}

function decodeBase64(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.length % 4 === 1) {
    throw new BusError('invalid-argument', 'The payload is not Base64.');
  }
  return Buffer.from(digits, 'base64');
}
