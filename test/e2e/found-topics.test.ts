import { connect, type Options } from 'amqplib';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';

/* Topics whose queue another program has made in another way: used as they are, and what is different is said. */

async function declareAll(url: string, queues: Readonly<Record<string, Options.AssertQueue>>): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  for (const [name, options] of Object.entries(queues)) {
    await channel.assertQueue(name, { durable: true, ...options });
  }
  await connection.close();
}

test('a stream and a durable queue of somebody else: what they are, what comes of it, and the receipts', async ({
  launched,
  broker,
}) => {
  const url = broker.url();
  await declareAll(url, {
    audit: { arguments: { 'x-queue-type': 'stream' } },
    billing: {},
    jobs: { arguments: { 'x-single-active-consumer': true, 'x-max-length': 100 } },
  });
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.connectRabbitmq(url);
  await expect(window.panes).toHaveCount(0);
  const notice = page.getByRole('list', { name: 'Topics made by somebody else' });
  await expect(notice).toHaveCount(0);
  await window.addSubscribers('audit', 'reader', 2);
  await window.compose('audit', '{"entry": 1}');
  const id = await window.send('publish', 'routed');
  await expect(page.getByTestId('receipt')).toContainText('Accepted for every subscriber of audit');
  for (const name of ['reader-1', 'reader-2']) {
    const row = window.deliveries(name).first();
    await expect(row).toHaveAttribute('data-message-id', id);
    await expect(row).toHaveAttribute('data-outcome', 'acked');
  }
  await window.addSubscribers('billing', 'biller');
  await window.addSubscribers('jobs', 'worker');
  await expect(notice.getByRole('listitem')).toHaveText([
    /^audit is a stream .*made by somebody else\. Every subscriber gets each message/,
    /^jobs is a durable queue .*One subscriber gets everything.*Over 100 messages the oldest are thrown away/,
    /^billing \(a durable queue\): made by somebody else, used as found\.$/,
  ]);
});
