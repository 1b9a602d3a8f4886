import { expect, it } from 'vitest';
import { plausibleTime } from '../../renderer/format/plausible-time';

const now = Date.parse('2026-01-31T14:10:00');
const at = Date.parse('2026-01-31T14:03:07');

it.each([
  ['timestamp', at / 1000, '2026-01-31 14:03:07.000 (as s)'],
  ['x-sent-at', at, '2026-01-31 14:03:07.000 (as ms)'],
  ['createdAt', String(at), '2026-01-31 14:03:07.000 (as ms)'],
  ['exp', at * 1000, '2026-01-31 14:03:07.000 (as µs)'],
  ['sentTime', at * 1e6, '2026-01-31 14:03:07.000 (as ns)'],
  ['first-seen', at, '2026-01-31 14:03:07.000 (as ms)'],
  ['NServiceBus.TimeSent', at / 1000 + 0.5, '2026-01-31 14:03:07.500 (as s)'],
])('%s %s is a time', (name, value, time) => {
  expect(plausibleTime(name, value, now)).toBe(time);
});

it.each([
  ['order', 1_234_567_890],
  ['order', 1_234_567_890_123],
  ['timestamp', 42],
  ['timestamp', '2026-01-31'],
  ['timestamp', null],
  ['latitude', 1_769_868_187],
  ['count', 99_999_999_999],
])('%s %s is none', (name, value) => {
  expect(plausibleTime(name, value, now)).toBeUndefined();
});
