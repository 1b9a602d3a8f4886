import { ReadingProblem } from '../problem';
import { laidOut } from './json';
import type { ReadText } from './read-text';

const times: Readonly<Record<string, string>> = { iat: 'Issued', nbf: 'Valid from', exp: 'Valid until' };

/** A JSON Web Token's header, claims and signature. The signature is not checked: the key is elsewhere. */
export function readJwt(text: string): ReadText {
  const [head, claims, signature, ...more] = text.trim().split('.');
  const header = head === undefined ? undefined : jsonIn(head);
  const body = claims === undefined ? undefined : jsonIn(claims);
  if (header === undefined || body === undefined || signature === undefined || more.length > 0)
    throw new ReadingProblem('It is no JSON Web Token: that has a header, claims and a signature.');
  const notes = ['The signature is not checked.'];
  const values: unknown = JSON.parse(body);
  if (typeof values === 'object' && values !== null) {
    for (const [name, says] of Object.entries(times)) {
      const seconds = Reflect.get(values, name);
      if (typeof seconds !== 'number' || Math.abs(seconds) > 8.64e12) continue;
      notes.push(`${says} ${new Date(seconds * 1000).toISOString()}.`);
    }
  }
  const parts = `{"header":${header},"claims":${body},"signature":${JSON.stringify(signature)}}`;
  return { shows: 'json', text: laidOut(parts), notes };
}

/** The JSON as it is written in the token. */
function jsonIn(part: string): string | undefined {
  if (!/^[\w-]+=*$/.test(part)) return undefined;
  const text = Buffer.from(part, 'base64url').toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : undefined;
  } catch {
    return undefined;
  }
}
