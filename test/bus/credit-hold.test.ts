import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseAddresses } from '../../electron/bus/rabbitmq/address';
import { CreditHold } from '../../electron/bus/rabbitmq/credit-hold';
import type { BrokerAccess } from '../support/broker-access';
import { type BrokerFacts, factsOf } from '../support/broker-facts';
import { slackMs } from '../support/busy-machine';
import { connectionsTo } from '../support/leaks';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let facts: BrokerFacts;
beforeAll(async () => {
  broker = await sharedBroker();
  facts = await factsOf(broker);
});

async function inNewVhost() {
  const own = await broker.inNewVhost();
  const url = own.url();
  const [address] = parseAddresses(url);
  const open = () =>
    CreditHold.open(address, { heartbeatSeconds: 10, tls: {}, name: 'test' }, new AbortController().signal);
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  return { own, open, channel: await connection.createChannel() };
}

/** As the compatible topology has them: gone with their last consumer. */
const transient = { durable: false, autoDelete: true };

test('queues live while they are held, in however many sessions, and what is sent there stays there', async () => {
  const { open, channel } = await inNewVhost();
  if (!facts.speaksAmqp10) {
    await expect(open()).rejects.toMatchObject({ code: 'unsupported' });
    return;
  }
  const hold = await open();
  // More than fit into one session; names that an address has to escape.
  const queues = Array.from({ length: 210 }, (_, i) => `orders / ü ${i}`);
  for (const queue of queues) {
    await channel.assertQueue(queue, transient);
    await hold.add(queue);
    channel.sendToQueue(queue, Buffer.from('x'));
  }
  const [first = '', last = ''] = [queues.at(0), queues.at(-1)];
  for (const queue of [first, last]) {
    // A real consumer comes and goes.
    await channel.prefetch(1);
    const { consumerTag } = await channel.consume(queue, () => {});
    await channel.cancel(consumerTag);
    expect(await channel.checkQueue(queue)).toMatchObject({ consumerCount: 1 });
    expect(hold.has(queue)).toBe(true);
  }
  await channel.deleteQueue(last);
  await until('it has noticed', () => !hold.has(last));
  expect(hold.has(first)).toBe(true);
  await hold.end();
  await until('it is gone with the hold', () =>
    channel.assertQueue(first, transient).then(({ messageCount }) => messageCount === 0),
  );
});

test('a queue that is not there is refused as that; the others stay held, or all of them end', async () => {
  const { own, open, channel } = await inNewVhost();
  if (!facts.speaksAmqp10) return expect(open()).rejects.toThrow();
  const before = connectionsTo(broker.port);
  const hold = await open();
  let ended = false;
  hold.onEnd(() => {
    ended = true;
  });
  await channel.assertQueue('there', transient);
  await hold.add('there');
  await expect(hold.add('not there')).rejects.toMatchObject({ code: 'not-found' });
  expect(hold.has('not there')).toBe(false);
  await until('it is told as it is', async () => {
    const queues = await own.list('list_queues', 'name', 'consumers');
    expect(queues).toEqual(ended ? [] : [{ name: 'there', consumers: 1 }]);
    return hold.has('there') === !ended;
  });
  await hold.end();
  await until('its socket is closed', () => connectionsTo(broker.port) === before);
});

test('what it is asked for while it ends is refused at once', async () => {
  const { open, channel } = await inNewVhost();
  if (!facts.speaksAmqp10) return expect(open()).rejects.toThrow();
  const hold = await open();
  await channel.assertQueue('late', transient);
  const asked = hold.add('late').catch((error: unknown) => error);
  const begun = performance.now();
  await hold.end();
  // It may have come in time.
  await asked;
  expect(performance.now() - begun).toBeLessThan(slackMs);
  expect(hold.has('late')).toBe(false);
});

test('a peer that names a frame of 2 GB, is cut in half, hangs up or stays silent until nobody waits is left at once', async () => {
  const sasl = Buffer.from([...Buffer.from('AMQP'), 3, 1, 0, 0]);
  const huge = Buffer.from([0x7f, 0xff, 0xff, 0xff, 2, 1, 0, 0]);
  let cancelling = new AbortController();
  const manners: readonly ((socket: Socket) => void)[] = [
    (socket) => socket.write(Buffer.concat([sasl, huge, Buffer.alloc(64 * 1024)])),
    (socket) => socket.end(sasl.subarray(0, 5)),
    (socket) => socket.resetAndDestroy(),
    () => cancelling.abort(),
  ];
  const open = (url: string, signal: AbortSignal) =>
    CreditHold.open(parseAddresses(url)[0], { heartbeatSeconds: 10, tls: {}, name: 'test' }, signal);
  for (const behave of manners) {
    cancelling = new AbortController();
    const server = createServer((socket) => {
      socket.on('error', () => {}).resume();
      behave(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const begun = performance.now();
    await expect(open(`amqp://guest:guest@127.0.0.1:${port}/`, cancelling.signal)).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(slackMs);
    await until('its socket is closed', () => connectionsTo(port) === 0);
    server.close();
  }
  await expect(open(broker.url(), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});

test('a wrong password is refused as that', async () => {
  const [address] = parseAddresses(broker.url({ password: 'wrong' }));
  const open = CreditHold.open(
    address,
    { heartbeatSeconds: 10, tls: {}, name: 'test' },
    new AbortController().signal,
  );
  await expect(open).rejects.toMatchObject({ code: facts.speaksAmqp10 ? 'access-refused' : 'unsupported' });
});
