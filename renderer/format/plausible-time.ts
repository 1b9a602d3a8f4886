import { dayAndClock } from './time';

const year = 365.25 * 24 * 3_600_000;
const units = [
  { word: 's', ms: 1000 },
  { word: 'ms', ms: 1 },
  { word: 'µs', ms: 1e-3 },
  { word: 'ns', ms: 1e-6 },
] as const;

/** A name that says that its value is a time. */
const named =
  /(?:^|[^a-z])(?:time|timestamp|ts|date|iat|exp|nbf|since|until|expires|expiry|deadline)(?:$|[^a-z])|(?:At|Time|Timestamp|Date|Until|Since|Expires|On)(?![a-z])|[_-](?:at|on)$/;
const namedWhole = /timestamp|^(?:sent|created|updated|published|received|time|date)/i;

/**
 * The time that a number may well be, in the unit of which it then is: seconds, or parts of them. Where its name says
 * that it is a time, any of this century is taken; where not, one of the last years, since many numbers are ids.
 */
export function plausibleTime(name: string, value: unknown, now = Date.now()): string | undefined {
  const number = typeof value === 'string' && /^\d{9,19}(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 1e8)) return undefined;
  const isNamed = named.test(name) || namedWhole.test(name);
  const [from, to] = isNamed ? [Date.UTC(2000), Date.UTC(2100)] : [now - 5 * year, now + year];
  for (const { word, ms } of units) {
    const at = number * ms;
    // Ten digits are seconds, and as often an id or a telephone number.
    if (at < from || at >= to || (!isNamed && word === 's')) continue;
    return `${dayAndClock(at)} (as ${word})`;
  }
  return undefined;
}
