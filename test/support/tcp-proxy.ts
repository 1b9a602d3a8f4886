import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Gate } from './gate';

export type Direction = 'toServer' | 'toClient';
const both: readonly Direction[] = ['toServer', 'toClient'];

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy that can be made to behave as badly as networks do. On the loopback. */
export class TcpProxy implements AsyncDisposable {
  readonly #target: { port: number; host: string };
  readonly #links = new Set<Link>();
  readonly #gates: Record<Direction, Gate> = { toServer: new Gate(), toClient: new Gate() };
  readonly #delays: Record<Direction, number> = { toServer: 0, toClient: 0 };
  #listener: Server | undefined;
  #hangsUp = false;
  #port = 0;
  #accepted = 0;
  #forwarded: Record<Direction, number> = { toServer: 0, toClient: 0 };
  #onBytes: ((bytes: Buffer, direction: Direction, connection: number) => void) | undefined;
  #cutAfter: { direction: Direction; bytes: number } | undefined;

  private constructor(target: { port: number; host: string }) {
    this.#target = target;
  }

  static async start({ port, host = '127.0.0.1' }: { port: number; host?: string }): Promise<TcpProxy> {
    const proxy = new TcpProxy({ port, host });
    await proxy.accept();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections made to it since it started. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Connections open now. */
  get open(): number {
    return this.#links.size;
  }

  /** Bytes passed on since it started. */
  forwarded(direction: Direction): number {
    return this.#forwarded[direction];
  }

  /** Shows everything that is passed on, with the number of its connection (1-based). */
  tap(onBytes: (bytes: Buffer, direction: Direction, connection: number) => void): void {
    this.#onBytes = onBytes;
  }

  /** Nothing goes through any more, and nobody is told: a half-open link. New connections are accepted, and silent. */
  freeze(...directions: Direction[]): void {
    for (const direction of directions.length === 0 ? both : directions) this.#gates[direction].shut();
  }

  /** What was held back goes on. */
  thaw(...directions: Direction[]): void {
    for (const direction of directions.length === 0 ? both : directions) this.#gates[direction].open();
  }

  /** What arrives from now on is passed on this much later. */
  delay(ms: number, ...directions: Direction[]): void {
    for (const direction of directions.length === 0 ? both : directions) this.#delays[direction] = ms;
  }

  /** Resets every connection, as when a machine in between restarts. New connections work. */
  cut(): void {
    for (const { client, server } of this.#links) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Resets only the connection that was made last. */
  cutNewest(): void {
    const newest = [...this.#links].at(-1);
    newest?.client.resetAndDestroy();
    newest?.server.resetAndDestroy();
  }

  /** Passes that many more bytes on, then cuts: a frame may end in its middle. */
  cutAfter(bytes: number, direction: Direction = 'toServer'): void {
    this.#cutAfter = { direction, bytes };
  }

  /** New connections are taken and ended at once, without a word. */
  hangUp(on: boolean): void {
    this.#hangsUp = on;
  }

  /** Ends one direction of every connection (FIN); the other goes on. */
  halfClose(direction: Direction): void {
    for (const { client, server } of this.#links) (direction === 'toServer' ? server : client).end();
  }

  /** New connections are refused; those that are open stay. */
  async refuse(): Promise<void> {
    const listener = this.#listener;
    if (listener === undefined) return;
    this.#listener = undefined;
    const closed = new Promise<void>((resolve) => {
      listener.once('close', resolve);
    });
    listener.close();
    // `close` comes only after the last connection's end; the port itself is closed at once.
    if (this.#links.size === 0) await closed;
  }

  /** Takes connections again, on the same port. */
  async accept(): Promise<void> {
    if (this.#listener !== undefined) return;
    const listener = createServer({ allowHalfOpen: true }, (client) => this.#connect(client));
    this.#listener = listener;
    listener.listen(this.#port, '127.0.0.1');
    await once(listener, 'listening');
    this.#port = (listener.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const refused = this.refuse();
    for (const { client, server } of this.#links) {
      client.destroy();
      server.destroy();
    }
    this.thaw();
    await refused;
  }

  #connect(client: Socket): void {
    this.#accepted += 1;
    if (this.#hangsUp) {
      client.on('error', () => client.destroy());
      client.end();
      client.resume();
      return;
    }
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const link: Link = { client, server };
    this.#links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A connection that ends abruptly on one side does so on the other.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        if (!client.destroyed) client.resetAndDestroy();
        if (!server.destroyed) server.resetAndDestroy();
        this.#links.delete(link);
      });
    }
    const connection = this.#accepted;
    void this.#pump(client, server, 'toServer', connection);
    void this.#pump(server, client, 'toClient', connection);
  }

  async #pump(from: Socket, to: Socket, direction: Direction, connection: number): Promise<void> {
    // Not destroyed at its end: the other direction may go on.
    const chunks: AsyncIterable<Buffer> = from.iterator({ destroyOnReturn: false });
    try {
      for await (const chunk of chunks) {
        await this.#gates[direction].pass();
        if (this.#delays[direction] > 0) await pause(this.#delays[direction]);
        await this.#gates[direction].pass();
        if (to.destroyed || to.writableEnded) continue;
        this.#onBytes?.(chunk, direction, connection);
        await this.#forward(chunk, to, direction);
      }
      await this.#gates[direction].pass();
      if (!to.destroyed) to.end();
    } catch {
      // The reading side was reset; its `close` handler passes that on.
    }
  }

  async #forward(chunk: Buffer, to: Socket, direction: Direction): Promise<void> {
    const limit = this.#cutAfter;
    if (limit?.direction === direction && chunk.length >= limit.bytes) {
      this.#cutAfter = undefined;
      await new Promise<void>((resolve) => {
        to.write(chunk.subarray(0, limit.bytes), () => resolve());
      });
      this.cut();
      return;
    }
    if (limit?.direction === direction) limit.bytes -= chunk.length;
    this.#forwarded[direction] += chunk.length;
    if (!to.write(chunk)) await drained(to);
  }
}

/** Resolves when more can be written, or nothing any more. */
async function drained(socket: Socket): Promise<void> {
  const waiting = new AbortController();
  try {
    await Promise.race(['drain', 'close'].map((event) => once(socket, event, { signal: waiting.signal })));
  } finally {
    // The other event may be long in coming; its listener goes now.
    waiting.abort();
  }
}
