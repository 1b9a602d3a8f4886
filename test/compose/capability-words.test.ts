import { expect, test } from 'vitest';
import { memoryCapabilities } from '../../electron/bus/memory/backend';
import { mqttCapabilities } from '../../electron/bus/mqtt/capabilities';
import { capabilitiesOf } from '../../electron/bus/rabbitmq/capabilities';
import { compatible, durable } from '../../electron/bus/rabbitmq/names';
import {
  deadLettersNote,
  delaysNote,
  headersNote,
  heldNote,
  propertiesNote,
  turnNote,
} from '../../renderer/format/capability-words';
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

test('where a busy subscriber keeps its turn, that is said', () => {
  expect(turnNote(noCapabilities)).toBeUndefined();
  expect(turnNote(mqttCapabilities)).toMatch(/waits for it/);
});

test('what does not outlive the connection or the broker is said where it matters', () => {
  expect(deadLettersNote(memoryCapabilities)).toMatch(/lost when you disconnect/);
  expect(delaysNote(memoryCapabilities)).toMatch(/waits for its retry is lost/);
  expect(heldNote(memoryCapabilities)).toBeUndefined();
  const [lossy, kept] = [capabilitiesOf(compatible), capabilitiesOf(durable)];
  for (const note of [deadLettersNote, delaysNote])
    expect([note(lossy), note(kept)]).toEqual([undefined, undefined]);
  expect([heldNote(lossy), heldNote(kept)]).toEqual(['lost if the broker restarts', undefined]);
});
