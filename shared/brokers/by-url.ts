import { type BrokerKind, brokerKinds, descriptorOf } from '.';

const schemesOf = (kind: BrokerKind) => Object.keys(descriptorOf(kind).address?.schemes ?? {});

/** The kind of broker that a URL, or the first of several, leads to; `memory:` is the bus inside the process. */
export function kindOfUrl(url: string): BrokerKind | undefined {
  const scheme = schemeOf(url);
  if (scheme === 'memory') return 'memory';
  return brokerKinds.find((kind) => scheme !== undefined && schemesOf(kind).includes(scheme));
}

/** Why a URL leads to none, in words. Of the URL only its scheme is in them: it may hold a password. */
export function noBusAt(url: string): string {
  const known = brokerKinds.flatMap(schemesOf);
  return `No bus is known for ${schemeOf(url) ?? 'this URL'}: a URL begins with memory: or ${known.join('://, ')}://.`;
}

const schemeOf = (url: string) => /^([a-z][a-z0-9+.-]*):/i.exec(url.trim())?.[1]?.toLowerCase();
