import type { Capabilities } from '../../shared/bus/capabilities';
import { propertyNames } from '../../shared/bus/message';

type Carried = Pick<Capabilities, 'headers' | 'properties'>;

/** What becomes of headers on a broker that does not take them as they are; `undefined` where it does. */
export function headersNote({ headers }: Carried): string | undefined {
  switch (headers) {
    case 'typed':
      return undefined;
    case 'text':
      return 'This broker carries headers as text: a number arrives as its digits.';
    case 'none':
      return 'This broker carries no headers: a message that has one is refused.';
  }
}

/** Which properties a broker does not carry; `undefined` where it carries all. */
export function propertiesNote({ properties }: Carried): string | undefined {
  const missing = propertyNames.length - propertyNames.filter((name) => properties.includes(name)).length;
  if (missing === 0) return undefined;
  return properties.length === 0
    ? 'This broker carries no properties.'
    : 'This broker carries no other properties: a message that has one is refused.';
}
