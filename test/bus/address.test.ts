import { expect, test } from 'vitest';
import { describeAddress, parseAddresses } from '../../electron/bus/rabbitmq/address';

const base = {
  protocol: 'amqp',
  host: 'h',
  port: 5672,
  user: 'guest',
  password: 'guest',
  vhost: '/',
} as const;

test.for<[string, object]>([
  ['amqp://h', {}],
  ['  amqp://h/  ', {}],
  ['AMQP://h', {}],
  ['amqp://h:1', { port: 1 }],
  ['amqps://h', { protocol: 'amqps', port: 5671 }],
  ['amqp://u:p@h', { user: 'u', password: 'p' }],
  ['amqp://u@h', { user: 'u', password: '' }],
  ['amqp://u:@h', { user: 'u', password: '' }],
  ['amqp://u:a%40b%2Fc%23@h', { user: 'u', password: 'a@b/c#' }],
  ['amqp://u:p#a/b?c@d@h:7/v', { user: 'u', password: 'p#a/b?c@d', port: 7, vhost: 'v' }],
  ['amqp://u:100%zz@h', { user: 'u', password: '100%zz' }],
  ['amqp://u:a:b@h', { user: 'u', password: 'a:b' }],
  ['amqp://h/%2F', { vhost: '/' }],
  ['amqp://h/a%2Fb', { vhost: 'a/b' }],
  ['amqp://h/prod', { vhost: 'prod' }],
  ['amqp://[::1]:5673/v', { host: '::1', port: 5673, vhost: 'v' }],
  ['amqp://h/v?heartbeat=5', { vhost: 'v' }],
  // The user part ends with the last @ that a host can follow.
  ['amqp://u:p@h/v@', { user: 'u', password: 'p', vhost: 'v@' }],
  ['amqp://@h', { user: '', password: '' }],
])('%o is read', ([text, expected]) => {
  expect(parseAddresses(text)).toEqual([{ ...base, ...expected }]);
});

test('several hosts of a cluster, by commas or white space', () => {
  const hosts = (text: string) => parseAddresses(text).map(({ host }) => host);
  expect(hosts('amqp://a,amqp://b , amqps://c\n amqp://d')).toEqual(['a', 'b', 'c', 'd']);
  // A comma in a password separates nothing.
  expect(parseAddresses('amqp://u:p,q@a')).toMatchObject([{ host: 'a', password: 'p,q' }]);
});

test.for([
  '',
  'localhost',
  'http://h',
  'amqp://',
  'amqp://:5672',
  'amqp://u:p@',
  'amqp:///v',
  'amqp://h:0',
  'amqp://h:65536',
  'amqp://h:port',
  'amqp://a b',
])('%o is refused in words', (text) => {
  expect(() => parseAddresses(text)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

test('neither a description nor a refusal holds the password', () => {
  const secret = 'S3cret';
  const [address] = parseAddresses(`amqps://u:${secret}@h/v`);
  expect(describeAddress(address)).toBe('amqps://u@h:5671/v');
  for (const url of [`amqp://u:${secret}@h:99999`, `amqp://u:${secret}@`, `http://u:${secret}@h`]) {
    const refusal = (() => {
      try {
        return parseAddresses(url);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(refusal).toBeInstanceOf(Error);
    expect(JSON.stringify([refusal, (refusal as Error).message, (refusal as Error).stack])).not.toContain(
      secret,
    );
  }
});
