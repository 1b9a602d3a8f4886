import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test as base, expect } from '../support/app';
import type { BrokerAccess } from '../support/broker-access';
import { BusdeckWindow } from '../support/busdeck-window';
import { fillEditor } from '../support/fill-editor';

/** What a person does on the first day, on each kind of bus and through the window only. */
const test = base.extend<{ window: BusdeckWindow }>({
  window: async ({ launched }, use) => {
    const { page } = launched;
    const window = new BusdeckWindow(page);
    await expect(window.panes).toHaveCount(3);
    await use(window);
  },
});

test('the first window is useful at once', async ({ window }) => {
  await window.expectState('ready');
  await expect(window.panes).toHaveCount(3);
  for (const pane of await window.panes.all()) await expect(pane).toHaveAttribute('data-topic', 'orders');
  await expect(window.page.getByTestId('compose-topic')).toHaveValue('orders');
  await expect(window.page.getByTestId('compose-payload')).toContainText('{');

  for (const name of ['worker-1', 'worker-2', 'worker-3']) {
    const id = await window.send('publish', 'routed');
    await expect(window.deliveries(name).first()).toHaveAttribute('data-message-id', id);
    await window.expectCounter(name, 'acked', 1);
  }
  const id = await window.send('broadcast', 'routed');
  for (const name of ['worker-1', 'worker-2', 'worker-3']) {
    await expect(window.deliveries(name).first()).toHaveAttribute('data-message-id', id);
    await window.expectCounter(name, 'received', 2);
  }
  await window.expectLedgerAddsUp();
});

test('more subscribers than can be added at once are refused in words, and none is added', async ({
  window,
}) => {
  const { page } = window;
  await page.getByTestId('add-subscriber').first().click();
  await page.getByTestId('subscriber-count').fill('500');
  await page.getByTestId('subscriber-create').click();
  await expect(page.getByRole('alert')).toContainText('Add 50 subscribers at most at once.');
  await expect(window.panes).toHaveCount(3);
});

test('20,000 messages at once: every counter is right, and what is not shown is counted', async ({
  window,
}) => {
  await window.compose('orders', '{"n":{{seq}}}', 20_000);
  await window.send('publish', 'routed');
  const names = ['worker-1', 'worker-2', 'worker-3'];
  await expect
    .poll(async () => Promise.all(names.map((name) => window.counter(name, 'acked'))))
    .toEqual([6667, 6667, 6666]);
  await expect.poll(async () => (await window.ledger()).received).toBe(20_000);
  await window.expectLedgerAddsUp();
  // The window goes on as before.
  await window.page.getByTestId('compose-count').fill('1');
  const id = await window.send('broadcast', 'routed');
  await expect(window.deliveries('worker-3').first()).toHaveAttribute('data-message-id', id);
});

for (const kind of ['memory', 'rabbitmq', 'redis'] as const) {
  test.describe(kind, () => {
    const topic = `jobs ${kind} #1`;

    test.beforeEach(async ({ window, askBroker, askRedis }, { file }) => {
      if (kind !== 'memory') {
        if (kind === 'rabbitmq') await window.connectRabbitmq((await askBroker(file)).url());
        else await window.connectTo('Redis', (await askRedis()).url());
        await window.expectState('ready');
        await expect(window.panes).toHaveCount(0);
      }
    });

    test('a message is held, then goes round, then to all', async ({ window }) => {
      await window.compose(topic, '{"n":1}');
      const held = await window.send('publish', 'held');
      await window.send('broadcast', 'returned');
      await window.addSubscribers(topic, 'one');
      await expect(window.deliveries('one').first()).toHaveAttribute('data-message-id', held);
      await window.addSubscribers(topic, 'two');
      await window.addSubscribers(topic, 'three');

      const takers: string[] = [];
      for (let sent = 0; sent < 6; sent += 1) {
        const id = await window.send('publish', 'routed');
        const row = window.page.locator(`[data-testid=delivery][data-message-id="${id}"]`);
        await expect(row).toHaveAttribute('data-outcome', 'acked');
        const pane = window.panes.filter({ has: row });
        takers.push((await pane.getAttribute('data-name')) ?? '');
      }
      expect(new Set(takers.slice(0, 3))).toEqual(new Set(['one', 'two', 'three']));
      expect(takers.slice(3)).toEqual(takers.slice(0, 3));

      const all = await window.send('broadcast', 'routed');
      for (const name of ['one', 'two', 'three']) {
        await expect(window.deliveries(name).first()).toHaveAttribute('data-message-id', all);
      }
      await window.expectLedgerAddsUp();
    });

    test('with first:2 on every pane a message fails twice and is then acked', async ({ window }) => {
      await window.addSubscribers(topic, 'flaky', 3, 'first:2');
      await window.compose(topic, '{"n":1}');
      const id = await window.send('publish', 'routed');
      const attempts = window.page.locator(`[data-testid=delivery][data-message-id="${id}"]`);
      await expect(attempts).toHaveCount(3);
      const shown = await attempts.evaluateAll((rows) =>
        rows.map((row) => `${row.getAttribute('data-attempt')} ${row.getAttribute('data-outcome')}`).sort(),
      );
      expect(shown).toEqual(['1 retried', '2 retried', '3 acked']);
    });

    test('with first:2 on one pane only, the retry that goes elsewhere is acked there', async ({
      window,
    }) => {
      await window.addSubscribers(topic, 'flaky', 1, 'first:2');
      await window.addSubscribers(topic, 'solid');
      await window.compose(topic, '{"n":1}');
      const id = await window.send('publish', 'routed');
      await expect(window.deliveries('solid').first()).toHaveAttribute('data-message-id', id);
      await expect(window.deliveries('solid').first()).toHaveAttribute('data-attempt', '2');
      await window.expectCounter('flaky', 'retried', 1);
      await window.expectCounter('solid', 'acked', 1);
    });

    test('a message that always fails is dead after 4 runs, with its error, and can be replayed', async ({
      window,
    }) => {
      const { page } = window;
      await window.addSubscribers(topic, 'broken', 2, 'always');
      await window.compose(topic, '{"n":1}');
      const id = await window.send('publish', 'routed');
      await page.getByRole('tab', { name: /Dead letters/ }).click();
      const letter = page.locator(`[data-testid=dead-letter][data-message-id="${id}"]`);
      await expect(letter).toHaveAttribute('data-attempts', '4');
      await expect(letter).toHaveAttribute('data-reason', 'max-retries');
      await expect(letter).toContainText('Failed on purpose');

      for (const name of ['broken-1', 'broken-2']) await window.setBehaviour(name, 'ack');
      await letter.getByTestId('replay').click();
      await expect(letter).toHaveCount(0);
      const acked = page.locator(`[data-testid=delivery][data-message-id="${id}"][data-outcome=acked]`);
      await expect(acked).toHaveCount(1);
      await expect(acked).toHaveAttribute('data-attempt', '1');

      await acked.click();
      await expect(page.getByTestId('trace')).toHaveAttribute('data-message-id', id);
      const steps = page.getByTestId('trace-step');
      await expect(steps.last()).toHaveAttribute('data-type', 'acked');
      const types = await steps.evaluateAll((all) => all.map((step) => step.getAttribute('data-type')));
      const count = (type: string) => types.filter((each) => each === type).length;
      expect({
        delivered: count('delivered'),
        failed: count('failed'),
        retried: count('retryScheduled'),
      }).toEqual({
        delivered: 5,
        failed: 4,
        retried: 3,
      });
      expect(types.indexOf('deadLettered')).toBeGreaterThan(0);
      expect(types.indexOf('replayed')).toBeGreaterThan(types.indexOf('deadLettered'));
      await window.expectLedgerAddsUp();
    });

    test('payloads of every kind are shown as what they are', async ({ window }) => {
      const { page } = window;
      await window.addSubscribers(topic, 'reader');
      await page.getByTestId('compose-topic').fill(topic);
      await page.getByRole('combobox', { name: /format/i }).selectOption({ label: 'Hex' });
      await fillEditor(page.getByTestId('compose-payload'), 'fffe 0001');
      await window.send('publish', 'routed');
      await expect(window.deliveries('reader').first()).toContainText('ff fe 00 01');
      await window.deliveries('reader').first().click();
      await expect(page.getByText('00000000  ff fe 00 01')).toBeInViewport();
      await page.getByRole('combobox', { name: /format/i }).selectOption({ label: 'Text' });
      await fillEditor(page.getByTestId('compose-payload'), '<b>not bold</b>');
      await window.send('publish', 'routed');
      await expect(window.deliveries('reader').first()).toContainText('<b>not bold</b>');
    });

    test('a pane can be removed, and its messages go to the others', async ({ window }) => {
      await window.addSubscribers(topic, 'leaving', 1, 'hang');
      await window.addSubscribers(topic, 'staying');
      await window.compose(topic, '{"n":1}');
      const id = await window.send('publish', 'routed');
      await window.expectCounter('leaving', 'in-flight', 1);
      await window.pane('leaving').getByTestId('pane-remove').click();
      await expect(window.pane('leaving')).toHaveCount(0);
      await expect(window.deliveries('staying').first()).toHaveAttribute('data-message-id', id);
      await window.expectLedgerAddsUp();
    });
  });
}

/** A server that takes connections and does what `greet` does with them. */
async function listen(greet: (socket: Socket) => void): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `amqp://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const strangers: [string, (socket: Socket) => void, string, RegExp][] = [
  ['a port that is not AMQP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'failed', /AMQP/],
  ['a port that never answers', () => undefined, 'reconnecting', /does not answer/],
];

for (const [what, greet, state, words] of strangers) {
  test(`${what} gets its own sentence within 10 s, and the app stays usable`, async ({ window }) => {
    const { url, close } = await listen(greet);
    try {
      await window.connectRabbitmq(url);
      await expect(window.status).toHaveAttribute('data-state', state, { timeout: 10_000 });
      await expect(window.status).toContainText(words);
      await window.page.getByTestId('connection-kind').selectOption({ label: 'In-memory' });
      await window.page.getByTestId('connect').click();
      await window.expectState('ready');
    } finally {
      close();
    }
  });
}

const freePortThatRefuses = 1;
const refusals: [string, (broker: BrokerAccess) => string, string, RegExp][] = [
  ['a wrong password', (broker) => broker.url({ password: 'wrong' }), 'failed', /refused the login/],
  ['a missing vhost', (broker) => broker.url({ vhost: 'nowhere' }), 'failed', /virtual host/],
  ['a refused port', () => `amqp://127.0.0.1:${freePortThatRefuses}/`, 'reconnecting', /Nothing listens/],
  ['an unknown host', () => 'amqp://no-such-host.invalid/', 'reconnecting', /not known/],
];

for (const [what, url, state, words] of refusals) {
  test(`${what} gets its own sentence, and the app stays usable`, async ({ window, broker }) => {
    await window.connectRabbitmq(url(broker));
    await expect(window.status).toHaveAttribute('data-state', state, { timeout: 10_000 });
    await expect(window.status).toContainText(words);
    await expect(window.page.locator('body')).not.toContainText('guest:wrong');
    await window.connectRabbitmq(broker.url());
    await window.expectState('ready');
  });
}

test('a burst to fifty subscribers is shown to its last delivery', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.addSubscribers('many', 'reader', 50);
  await window.compose('many', '{"n": {{seq}}}', 300);
  await window.send('broadcast', 'routed');
  await expect
    .poll(() => window.ledger(), { timeout: 30_000 })
    .toEqual({ received: 15_000, shown: 15_000, filtered: 0, evicted: 0 });

  await window.pane('reader-1').getByTestId('pane-clear').click();
  await expect
    .poll(() => window.ledger())
    .toEqual({ received: 15_000, shown: 14_700, filtered: 0, evicted: 300 });
  await page.getByTestId('ledger').hover();
  await expect(page.getByRole('tooltip')).toContainText('300 were in a pane that was cleared or removed');
});
