import { z } from 'zod';
import { brokerKinds, descriptorOf } from '../brokers';
import { defaultRetryPolicy, prefetchSchema, retryPolicySchema, tlsSchema } from '../bus/connection';
import { urlsOf } from '../bus/url-list';
import { checkOwnOptions, ownOptionsSchema, withOwnOptions } from './own-options';
import { variablesSchema } from './send';

/** Colours of the palette in tokens.css, by their position. */
export const profileColours = 7;

/**
 * A connection that is kept: everything but its secrets, which are in a file of their own. Fields that a newer Busdeck
 * has written are carried along.
 */
export const profileFields = {
  id: z.uuid(),
  name: z
    .string()
    .trim()
    .min(1, 'A connection needs a name.')
    .max(64, 'A name may have 64 characters at most.'),
  colour: z
    .int()
    .min(0)
    .max(profileColours - 1)
    .default(0),
  kind: z.enum(brokerKinds),
  /** Without a password; one that is typed into it is taken out before it is kept. */
  url: z.string().trim().max(8192).default(''),
  tls: tlsSchema.omit({ passphrase: true }).default({}),
  /** What belongs to its kind alone: see `ownOptionsSchema` of the kind's descriptor. */
  options: ownOptionsSchema.default({}),
  retry: retryPolicySchema.default(defaultRetryPolicy),
  /** What a new subscriber begins with. */
  prefetch: prefetchSchema.default(1),
  /** Placeholders of its own in what is composed. */
  variables: variablesSchema.default({}),
  /** Nothing can be published, broadcast, replayed or discarded. */
  readOnly: z.boolean().default(false),
  /** Before many messages are sent, published again, replayed or discarded at once, the topic's name has to be typed. */
  production: z.boolean().default(false),
};

export const profileSchema = z.preprocess(
  withOwnOptions,
  z.looseObject(profileFields).superRefine(checkOwnOptions),
);
export type Profile = z.output<typeof profileSchema>;

/** What the session and the window have to know of the profile that is connected. */
export type ActiveProfile = Pick<
  Profile,
  'id' | 'name' | 'colour' | 'kind' | 'url' | 'readOnly' | 'production' | 'prefetch'
>;

/** `kept`: encrypted on disk. `session`: gone when Busdeck quits. */
export type SecretState = 'kept' | 'session';

const urlPart = /^([\w+.-]+:\/\/)(?:(.*)@)?(.*)$/s;

/** A profile's URL, or several of one cluster, taken apart into what may be kept openly and the password. */
export function splitPassword(urls: string): { url: string; password: string | undefined } {
  let password: string | undefined;
  const parts = eachUrl(urls, (scheme, login, rest) => {
    const colon = login?.indexOf(':') ?? -1;
    if (login === undefined || colon < 0) return scheme + (login === undefined ? '' : `${login}@`) + rest;
    password ??= decode(login.slice(colon + 1));
    return `${scheme}${login.slice(0, colon)}@${rest}`;
  });
  return { url: parts, password };
}

/** The URLs to connect with. Each gets the one password of its profile. */
export function joinPassword(urls: string, password: string, defaultUser: string): string {
  return eachUrl(
    urls,
    (scheme, login, rest) => `${scheme}${login ?? defaultUser}:${encodeURIComponent(password)}@${rest}`,
  );
}

/** A URL with a user and no password cannot log in; one without either means the broker's default user. */
export function needsPassword(urls: string): boolean {
  let needs = false;
  eachUrl(urls, (_scheme, login) => {
    needs ||= login !== undefined && !login.includes(':');
    return '';
  });
  return needs;
}

/** Whether the scheme of its URL asks for TLS. */
export function isOverTls({ kind, url }: Pick<Profile, 'kind' | 'url'>): boolean {
  const scheme = /^([\w+.-]+):\/\//.exec(url.trim())?.[1]?.toLowerCase() ?? '';
  return descriptorOf(kind).address?.schemes[scheme]?.tls === true;
}

/**
 * Where the secrets of a profile go: who is asked for, as whom, by which way, and who vouches for it. Secrets are good for the
 * place that they were typed for and for no other, see docs/security.md.
 */
export function secretPlace({
  kind,
  url,
  tls,
  options,
}: Pick<Profile, 'kind' | 'url' | 'tls' | 'options'>): string {
  const hosts: string[] = [];
  eachUrl(url, (scheme, login, rest) => {
    const user = login?.split(':')[0] ?? '';
    hosts.push(`${scheme.toLowerCase()}${user}@${(rest.split(/[/?#]/)[0] ?? '').toLowerCase()}`);
    return '';
  });
  // Only where there are any: what was kept before there were is good for none.
  const others = (descriptorOf(kind).secretOptions ?? []).flatMap((name) => {
    const value = options[name];
    return value === undefined || value === '' ? [] : [`${name} ${String(value)}`];
  });
  return JSON.stringify([kind, hosts, tls.serverName ?? '', tls.caFile ?? '', ...others]);
}

function eachUrl(
  urls: string,
  change: (scheme: string, login: string | undefined, rest: string) => string,
): string {
  return urlsOf(urls)
    .map((url) => {
      const [, scheme = '', login, rest = ''] = urlPart.exec(url) ?? [];
      return scheme === '' ? url : change(scheme, login, rest);
    })
    .join(', ');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
