import { expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../../electron/bus/backend';
import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { Sends } from '../../electron/session/sends';
import { sendSchema } from '../../shared/window/send';
import { BareBackend, bareCapabilities } from '../support/bare-backend';

async function useSends(backend: Backend = new MemoryBackend()) {
  const bus = new EventBus({ backend });
  onTestFinished(() => bus.close());
  await bus.connect();
  let published = 0;
  bus.onEvent(({ type }) => {
    if (type === 'published') published += 1;
  });
  const sends = new Sends(new PayloadFiles(), () => {});
  const publish = (format: 'json' | 'hex', text: string, count: number) =>
    sends.run(
      bus,
      'publish',
      sendSchema.parse({ sendId: crypto.randomUUID(), topic: 'orders', payload: { format, text }, count }),
    );
  return { bus, publish, published: () => published };
}

test('what is bad from the beginning is refused before anything is sent', async () => {
  const { publish, published } = await useSends();
  await expect(publish('json', '{"n": {{seq}}', 10)).rejects.toMatchObject({ code: 'invalid-argument' });
  expect(published()).toBe(0);
});

for (const properties of [['contentType'], ['replyTo']] as const) {
  test(`JSON says its type where the broker carries ${properties}`, async () => {
    const { publish, bus } = await useSends(new BareBackend({ ...bareCapabilities, properties }));
    const types: unknown[] = [];
    bus.onEvent((event) => {
      if (event.type === 'published') types.push(event.message.properties.contentType);
    });
    expect(await publish('json', '{}', 1)).toMatchObject({ outcome: 'returned' });
    expect(types).toEqual([properties[0] === 'contentType' ? 'application/json' : undefined]);
  });
}

test('what turns bad on the way is counted, and the others go out', async () => {
  const { publish, published } = await useSends();
  // From the tenth on it is an odd number of digits.
  const receipt = await publish('hex', '0{{seq}}', 12);
  expect(receipt.counts).toMatchObject({ held: 9, failed: 3 });
  expect(receipt.outcome).toBe('failed');
  expect(receipt.error?.message).toMatch(/hex/i);
  expect(published()).toBe(9);
});

test('more messages than may wait at a time all go out', async () => {
  const { publish, published } = await useSends();
  const receipt = await publish('json', '{"n": {{seq}}}', 3000);
  expect(receipt.counts).toMatchObject({ held: 3000, failed: 0 });
  expect(published()).toBe(3000);
});
