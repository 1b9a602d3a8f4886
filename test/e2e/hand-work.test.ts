import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { TcpProxy } from '../support/tcp-proxy';

/* The same work by hand on each bus there is: what a person learns on one is true on the others. */

const topic = 'orders by hand';

for (const kind of ['memory', 'rabbitmq', 'redis', 'mqtt'] as const) {
  test(`${kind}: share, broadcast, fail, retry, give up, replay, and come back after a lost link`, async ({
    launched,
    askBroker,
    askRedis,
    askMqtt,
  }, { file }) => {
    const { page } = launched;
    const window = new BusdeckWindow(page);
    await expect(window.panes).toHaveCount(3);
    let proxy: TcpProxy | undefined;
    if (kind === 'rabbitmq') {
      const broker = await askBroker(file);
      proxy = await TcpProxy.start(broker);
      await window.connectTo('RabbitMQ', broker.url({ port: proxy.port }));
    } else if (kind === 'redis') {
      const server = await askRedis();
      proxy = await TcpProxy.start(server);
      await window.connectTo('Redis', server.url({ port: proxy.port }));
    } else if (kind === 'mqtt') {
      const server = await askMqtt();
      proxy = await TcpProxy.start(server);
      await window.connectTo('MQTT', server.url({ port: proxy.port }));
    }
    try {
      if (proxy !== undefined) await expect(window.panes).toHaveCount(0);
      await window.expectState('ready');
      await window.addSubscribers(topic, 'clerk', 3);
      const clerks = ['clerk-1', 'clerk-2', 'clerk-3'];

      await window.compose(topic, '{"order":1}');
      for (let i = 0; i < 6; i += 1) await window.send('publish', 'routed');
      for (const name of clerks) await window.expectCounter(name, 'acked', 2);
      const toAll = await window.send('broadcast', 'routed');
      for (const name of clerks) {
        await expect(window.deliveries(name).first()).toHaveAttribute('data-message-id', toAll);
        await window.expectCounter(name, 'acked', 3);
      }

      for (const name of clerks) await window.setBehaviour(name, 'always');
      const bad = await window.send('publish', 'routed');
      const attempts = page.locator(`[data-testid=delivery][data-message-id="${bad}"]`);
      await expect(attempts).toHaveCount(4);
      await expect(attempts.and(page.locator('[data-outcome=dead]'))).toHaveCount(1);
      await page.getByRole('tab', { name: /Dead letters/ }).click();
      const letter = page.locator(`[data-testid=dead-letter][data-message-id="${bad}"]`);
      await expect(letter).toHaveAttribute('data-attempts', '4');

      for (const name of clerks) await window.setBehaviour(name, 'ack');
      if (proxy !== undefined) {
        await proxy.refuse();
        proxy.cut();
        await window.expectState('reconnecting');
        await proxy.accept();
        // By itself, after a pause that grows with the tries.
        await expect(window.status).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
      }
      await letter.getByTestId('replay').click();
      await expect(letter).toHaveCount(0);
      await expect(attempts.and(page.locator('[data-outcome=acked]'))).toHaveCount(1);
      const after = await window.send('broadcast', 'routed');
      for (const name of clerks) {
        await expect(window.deliveries(name).first()).toHaveAttribute('data-message-id', after);
      }
      await window.expectLedgerAddsUp();
    } finally {
      await proxy?.[Symbol.asyncDispose]();
    }
  });
}
