import type { Capabilities } from '../../shared/bus/capabilities';
import { propertyNames } from '../../shared/bus/message';

type Carried = Pick<Capabilities, 'headers' | 'properties'>;
type Kept = Pick<Capabilities, 'durableDelays' | 'durableDeadLetters' | 'losesOnBrokerRestart'>;

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

/** What ends the dead letters beside replaying and discarding them; `undefined` where nothing does. */
export function deadLettersNote({ durableDeadLetters }: Kept): string | undefined {
  return durableDeadLetters ? undefined : 'On this bus they are lost when you disconnect or quit.';
}

/** What ends a message that waits for its retry; `undefined` where nothing does. */
export function delaysNote({ durableDelays }: Kept): string | undefined {
  return durableDelays
    ? undefined
    : 'On this bus a message that waits for its retry is lost when you disconnect or quit.';
}

/** What becomes of the share of a subscriber that takes nothing; `undefined` where others get it. */
export function turnNote({ passesOverBusy }: Pick<Capabilities, 'passesOverBusy'>): string | undefined {
  return passesOverBusy ? undefined : 'On this broker its share waits for it: others do not get it.';
}

/** What ends a message that waits for a subscriber; `undefined` where nothing does. */
export function heldNote({ losesOnBrokerRestart }: Kept): string | undefined {
  return losesOnBrokerRestart ? 'lost if the broker restarts' : undefined;
}
