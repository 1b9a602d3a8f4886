import { expect, test, vi } from 'vitest';
import { parseAddresses } from '../../electron/bus/rabbitmq/address';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';

test('the password is not written anywhere, even where DEBUG asks for all there is', async () => {
  // Read when rhea is loaded: by the import below.
  vi.stubEnv('DEBUG', '*');
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  const { CreditHold } = await import('../../electron/bus/rabbitmq/credit-hold');
  const password = randomTopic('secret');
  const [address] = parseAddresses((await sharedBroker()).url({ password }));
  const options = { heartbeatSeconds: 10, tls: {}, name: 'test' };
  await expect(CreditHold.open(address, options, new AbortController().signal)).rejects.toThrow();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  expect(written.filter((line) => line.includes('rhea'))).toEqual([]);
});
