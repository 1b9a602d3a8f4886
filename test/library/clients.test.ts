import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { howToGet } from '../../library/clients/peers';
import { isMadeFor, PrivateCopy } from '../../library/clients/private-copy';
import { root } from '../../scripts/lib/paths.mjs';

const require = createRequire(import.meta.url);

describe.each([
  ['amqplib', 'lib/codec.js'],
  ['rhea', 'lib/log.js'],
])('a private copy of %s', (name, file) => {
  test('is another than the program’s, and one', () => {
    const theirs = require(join(root, 'node_modules', name, file));
    const copy = new PrivateCopy(name);
    const ours = copy.load(file);
    expect(ours).not.toBe(theirs);
    expect(Object.keys(ours as object)).toEqual(Object.keys(theirs));
    expect(copy.load(file)).toBe(ours);
    expect(require(join(root, 'node_modules', name, file))).toBe(theirs);
  });

  test('its files share their parts with each other', () => {
    const copy = new PrivateCopy(name);
    const part = copy.load(file) as Record<string, unknown>;
    part.mark = 'changed';
    copy.load(name === 'amqplib' ? 'channel_api.js' : 'lib/container.js');
    expect((copy.load(file) as Record<string, unknown>).mark).toBe('changed');
  });
});

test('a package that is not there is named with the command that gets it', () => {
  expect(() => new PrivateCopy('no-such-client')).toThrow(
    'This needs the package no-such-client. Get it with: npm install "no-such-client@latest"',
  );
  expect(howToGet('amqplib')).toMatch(/^npm install "amqplib@~\d+\.\d+\.\d+"$/);
});

test.each([
  ['2.3.1', true],
  ['2.3.7', true],
  ['2.3.0', false],
  ['2.4.0', false],
  ['1.3.1', false],
  ['3.3.1', false],
])('%s is in ~2.3.1: %s', (version, isIn) => {
  expect(isMadeFor(version, '~2.3.1')).toBe(isIn);
});
