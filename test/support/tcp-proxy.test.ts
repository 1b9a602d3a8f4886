import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { TcpProxy } from './tcp-proxy';
import { until } from './until';

/** A server that says everything back, and a proxy before it. */
async function echoBehindProxy(): Promise<TcpProxy> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await TcpProxy.start({ port: (server.address() as AddressInfo).port });
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    server.close();
  });
  return proxy;
}

interface Client {
  socket: Socket;
  received(): string;
  error(): NodeJS.ErrnoException | undefined;
}

async function dial(proxy: TcpProxy): Promise<Client> {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let received = '';
  let error: NodeJS.ErrnoException | undefined;
  socket.on('data', (data) => {
    received += data.toString();
  });
  socket.on('error', (raised) => {
    error = raised;
  });
  await once(socket, 'connect');
  return { socket, received: () => received, error: () => error };
}

test('passes both directions on, and counts', async () => {
  const proxy = await echoBehindProxy();
  const client = await dial(proxy);
  client.socket.write('hello');
  await until('the echo', () => client.received() === 'hello');
  expect(proxy.accepted).toBe(1);
  expect(proxy.open).toBe(1);
  expect(proxy.forwarded('toServer')).toBe(5);
  client.socket.destroy();
  await until('the connection is forgotten', () => proxy.open === 0);
});

test('frozen, it holds everything back; thawed, it goes on where it stopped', async () => {
  const proxy = await echoBehindProxy();
  const client = await dial(proxy);
  proxy.freeze('toClient');
  client.socket.write('one');
  await until('the server got it', () => proxy.forwarded('toServer') === 3);
  proxy.freeze();
  client.socket.write('two');
  const late = await dial(proxy);
  late.socket.write('three');
  expect(client.received()).toBe('');
  proxy.thaw();
  await until('both echoes', () => client.received() === 'onetwo' && late.received() === 'three');
});

test('cut resets the connection on both sides', async () => {
  const proxy = await echoBehindProxy();
  const client = await dial(proxy);
  await until('the proxy has it', () => proxy.open === 1);
  proxy.cut();
  await until('the reset', () => client.error()?.code === 'ECONNRESET');
  await until('nothing is open', () => proxy.open === 0);
});

test('cutAfter cuts in the middle of what is sent', async () => {
  const proxy = await echoBehindProxy();
  const client = await dial(proxy);
  client.socket.write('hello');
  await until('the echo', () => client.received() === 'hello');
  proxy.cutAfter(3);
  client.socket.write('hello');
  await until('the end', () => client.socket.destroyed);
  expect(proxy.open).toBe(0);
});

test('halfClose ends one direction only', async () => {
  const proxy = await echoBehindProxy();
  const client = await dial(proxy);
  await until('the proxy has it', () => proxy.open === 1);
  const ended = once(client.socket, 'end');
  proxy.halfClose('toClient');
  await ended;
  client.socket.write('still');
  await until('the server got it', () => proxy.forwarded('toServer') === 5);
});

test('delay holds back for that long', async () => {
  const proxy = await echoBehindProxy();
  const client = await dial(proxy);
  proxy.delay(80, 'toClient');
  const sentAt = performance.now();
  client.socket.write('x');
  await until('the echo', () => client.received() === 'x');
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(79);
});

test('refuse closes the door and leaves those inside; accept opens it on the same port', async () => {
  const proxy = await echoBehindProxy();
  const inside = await dial(proxy);
  await until('the proxy has it', () => proxy.open === 1);
  await proxy.refuse();
  await expect(dial(proxy)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  inside.socket.write('x');
  await until('the echo', () => inside.received() === 'x');
  const { port } = proxy;
  await proxy.accept();
  expect(proxy.port).toBe(port);
  await dial(proxy);
});
