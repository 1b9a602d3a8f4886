import { expect, test } from 'vitest';
import { sourceFilesWith } from '../support/source-files';

test('no address is handed to the system to be opened', async () => {
  // Where it could be done.
  expect(await sourceFilesWith(/\bshell\b.*from 'electron'/)).not.toEqual([]);
  expect(await sourceFilesWith(/openExternal/)).toEqual([]);
});
