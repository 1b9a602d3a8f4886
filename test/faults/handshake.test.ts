import { expect, onTestFinished, test } from 'vitest';
import { methodFrame } from '../support/amqp-frames';
import { FakeBroker, type FakeBrokerOptions } from '../support/fake-broker';
import { rabbitmqBus } from '../support/rabbitmq-bus';
import { until } from '../support/until';

/** Whatever nobody caught while the test ran. */
function uncaught(): unknown[] {
  const found: unknown[] = [];
  const note = (error: unknown) => void found.push(error);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));
  return found;
}

async function connectTo(options: FakeBrokerOptions) {
  const found = uncaught();
  const broker = await FakeBroker.start(options);
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const { bus, recorder } = rabbitmqBus({ connection: { url: broker.url } });
  await bus.connect().catch(() => {});
  return { bus, broker, recorder, found };
}

const tooLarge = Buffer.from([1, 0, 0, 0x7f, 0xff, 0xff, 0xf0]);
const noEnd = (() => {
  const frame = methodFrame(0, Buffer.from([0, 10, 0, 61]));
  frame[frame.length - 1] = 0;
  return frame;
})();

test.for<[string, Buffer]>([
  ['says it is 2 GB large', tooLarge],
  ['does not end as a frame does', noEnd],
  ['is a method that there is not', methodFrame(0, Buffer.from([0, 99, 0, 99]))],
  ['is cut in the middle of its fields', methodFrame(0, Buffer.from([0, 10, 0, 50, 0]))],
  ['is of a channel that is not open', methodFrame(77, Buffer.from([0, 20, 0, 11, 0, 0, 0, 0]))],
  ['is noise', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
])('a frame in the segment of OpenOk that %s: the link ends and is tried again', async ([, afterOpenOk]) => {
  const { bus, broker, found } = await connectTo({ afterOpenOk });
  await until('it has tried again', () => broker.opened >= 2 || bus.status.state === 'failed');
  expect(['reconnecting', 'connecting', 'failed']).toContain(bus.status.state);
  expect(bus.status.reason).toBeTruthy();
  await bus.close();
  expect(found).toEqual([]);
});

test.for<[string, FakeBrokerOptions['tune'] & object, RegExp]>([
  ['one channel only', { channelMax: 1 }, /1 channel/],
  ['three channels only', { channelMax: 3 }, /3 channels/],
  ['frames of one byte', { frameMax: 1 }, /frames of 1 byte/],
  ['frames of 4095 bytes', { frameMax: 4095 }, /frames of 4095 bytes/],
])('a broker that allows %s is hopeless, and the reason is told', async ([, tune, words]) => {
  const { bus, broker, found } = await connectTo({ tune });
  await until('it has given up', () => bus.status.state === 'failed');
  expect(bus.status).toMatchObject({ state: 'failed', reason: expect.stringMatching(words) });
  expect(bus.status.nextTry).toBeUndefined();
  const { opened } = broker;
  await bus.close();
  expect(opened).toBeLessThanOrEqual(2);
  expect(found).toEqual([]);
});
