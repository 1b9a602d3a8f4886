import { expect, test } from 'vitest';
import { headersNote, propertiesNote } from '../../renderer/compose/carried-words';
import { noCapabilities } from '../../shared/bus/capabilities';
import { bareCapabilities } from '../support/bare-backend';

test('of a broker that carries everything nothing is said', () => {
  expect(headersNote(noCapabilities)).toBeUndefined();
  expect(propertiesNote(noCapabilities)).toBeUndefined();
});

test('of a broker that carries less it is said what', () => {
  expect(headersNote(bareCapabilities)).toMatch(/as text/);
  expect(headersNote({ ...bareCapabilities, headers: 'none' })).toMatch(/no headers/);
  expect(propertiesNote(bareCapabilities)).toMatch(/no other properties/);
  expect(propertiesNote({ ...bareCapabilities, properties: [] })).toBe('This broker carries no properties.');
});
