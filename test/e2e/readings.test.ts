import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { backends, test as base, expect } from '../support/backends';
import type { BusdeckWindow } from '../support/busdeck-window';
import { frozenMs, LongTasks } from '../support/long-tasks';

const test = base;

const fixture = (name: string) => readFile(join(import.meta.dirname, '../decode/fixtures', name));

interface Sent {
  readonly topic?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly headers?: Record<string, string | number>;
}

/** Publishes the bytes and chooses the delivery that comes of it. */
async function show(
  window: BusdeckWindow,
  bytes: Uint8Array,
  { topic = 'orders', headers = {}, ...properties }: Sent = {},
) {
  const id = await window.page.evaluate(
    async ([text, topicName, given, names]) => {
      const answer = await Reflect.get(globalThis, 'api').publish({
        sendId: crypto.randomUUID(),
        topic: topicName,
        payload: { format: 'base64', text },
        properties: given,
        headers: names,
      });
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value.messageId;
    },
    [Buffer.from(bytes).toString('base64'), topic, properties, headers] as const,
  );
  await window.page.locator(`[data-testid=delivery][data-message-id="${id}"]`).first().click();
  await expect(window.page.getByTestId('trace')).toHaveAttribute('data-message-id', id);
}

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('payloads are unpacked, decoded and laid out, with the steps above them', async ({ window }) => {
      test.slow();
      const decoding = window.page.getByTestId('payload-decoding');
      const text = window.page.getByTestId('payload-text');
      const kinds: readonly [string, Sent, string, string][] = [
        ['json.gzip', { contentEncoding: 'gzip' }, 'gzip,utf-8,json', '"id": 23958446825181076828'],
        ['json.zstd', {}, 'zstd,utf-8,json', '"customer": "Müller & Söhne"'],
        ['json.br', { contentEncoding: 'br' }, 'br,utf-8,json', '"sku": "A-1"'],
        [
          'json-shift-jis',
          { contentType: 'application/json; charset=Shift_JIS' },
          'shift_jis,json',
          '山田太郎',
        ],
        ['json-utf-16', {}, 'utf-16le,json', '"total": 40.5'],
        ['msgpack', { contentType: 'application/msgpack' }, 'msgpack', '"id": 18446744073709551615'],
        ['cbor', {}, 'cbor', '"id": 23958446825181076828'],
        ['bson', {}, 'bson', '"$numberDecimal": "40.50"'],
        ['protobuf', {}, 'protobuf', '1: "order.proto"'],
        ['msgpack.base64', {}, 'base64,msgpack', '"n": 2'],
      ];
      for (const [name, sent, chain, words] of kinds) {
        await show(window, await fixture(name), sent);
        await expect(decoding).toHaveAttribute('data-chain', chain);
        await expect(text).toContainText(words);
        await expect(window.page.getByTestId('payload-problem')).toHaveCount(0);
      }
      await window.expectLedgerAddsUp();
    });
  });
}

test('what is damaged or a bomb says so, and the bytes are shown', async ({ window }) => {
  const { page } = window;
  const decoding = page.getByTestId('payload-decoding');
  await show(window, (await fixture('json.gzip')).subarray(0, 80), { contentEncoding: 'gzip' });
  await expect(decoding).toHaveAttribute('data-chain', 'bytes');
  await expect(page.getByTestId('payload-problem').first()).toHaveText(
    'As gzip it is cut: it ends after 80 bytes before it is complete.',
  );
  await expect(page.getByTestId('payload-lines')).toContainText('00000000  1f 8b');
  await show(window, await fixture('bomb.gzip.gzip'), { contentEncoding: 'gzip' });
  await expect(decoding).toHaveAttribute('data-chain', 'gzip,bytes');
  await expect(page.getByTestId('payload-problem').first()).toContainText('unpack to more than 100 MB');
});

test('a step that is chosen by hand holds for the topic, also after a restart, until it is forgotten', async ({
  window,
}) => {
  const { page } = window;
  const decoding = page.getByTestId('payload-decoding');
  const text = page.getByTestId('payload-text');
  const japanese = await fixture('json-shift-jis');
  await show(window, japanese);
  await expect(decoding).toHaveAttribute('data-chain', 'bytes');

  await decoding.getByRole('button', { name: 'Bytes, found; change' }).click();
  await page.getByRole('menuitem', { name: 'Shift JIS' }).click();
  await expect(decoding).toHaveAttribute('data-chain', 'shift_jis,json');
  await expect(text).toContainText('テスト');

  await show(window, japanese);
  await expect(decoding).toHaveAttribute('data-chain', 'shift_jis,json');
  await page.reload();
  await show(window, japanese);
  await expect(decoding).toHaveAttribute('data-chain', 'shift_jis,json');

  await decoding.getByRole('button', { name: 'Raw bytes' }).click();
  await expect(decoding).toHaveAttribute('data-chain', 'bytes');
  await expect(page.getByTestId('payload-lines')).toContainText('00000000  7b');
  await decoding.getByRole('button', { name: 'Automatic' }).click();
  await expect(decoding).toHaveAttribute('data-chosen', '');
  await show(window, await fixture('json.gzip'));
  await expect(decoding).toHaveAttribute('data-chain', 'gzip,utf-8,json');
});

test('an envelope is told from its message, and a header that is a time has it beside it', async ({
  window,
}) => {
  const { page } = window;
  const placed = { messageType: ['urn:message:Shop:OrderPlaced'], message: { orderId: 7 } };
  await show(window, Buffer.from(JSON.stringify(placed)), { headers: { 'sent-at': 1_769_868_187_000 } });
  const envelope = page.getByTestId('payload-envelope');
  await expect(envelope).toContainText('MassTransit: type urn:message:Shop:OrderPlaced.');
  await expect(page.getByTestId('payload-text')).toContainText('messageType');
  await envelope.getByRole('button', { name: 'Show the message only' }).click();
  await expect(page.getByTestId('payload-text')).toContainText('"orderId": 7');
  await expect(page.getByTestId('payload-text')).not.toContainText('messageType');
  await page.getByText('Headers 1').click();
  await expect(page.getByTestId('plausible-time')).toHaveText(/\(as ms\)$/);
});

test('30 MB of gzip are read without a stutter of the window', async ({ window }) => {
  test.slow();
  const { page } = window;
  const items = Array.from({ length: 280_000 }, (_, id) => ({
    id,
    tags: ['a', 'b'],
    note: 'x'.repeat(38),
    name: `item number ${id}`,
  }));
  const json = Buffer.from(JSON.stringify(items));
  expect(json.length).toBeGreaterThan(28_000_000);
  const tasks = await LongTasks.watch(page);
  await show(window, gzipSync(json), { contentEncoding: 'gzip' });
  await expect(page.getByTestId('payload-decoding')).toHaveAttribute('data-chain', 'gzip,utf-8,json', {
    timeout: 30_000,
  });
  await page.getByRole('button', { name: /^Load all/ }).click();
  const lines = page.getByTestId('payload-lines');
  await expect(lines).toContainText('"id": 0', { timeout: 30_000 });
  await lines.press('End');
  await expect(lines).toContainText('item number 279999');
  const longest = await tasks.longest();
  test.info().annotations.push({ type: 'longest task, ms', description: String(longest) });
  expect(longest).toBeLessThan(frozenMs);
});
