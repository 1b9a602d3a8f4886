import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { KeyPair } from './certs';

/** A TLS end before a plain port of this machine: one broker can show any certificate. */
export class TlsFront implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start({ target, pair }: { target: number; pair: KeyPair }): Promise<TlsFront> {
    const server = createServer({ cert: await readFile(pair.cert), key: await readFile(pair.key) });
    const front = new TlsFront(server);
    server.on('secureConnection', (client) => {
      const broker = connect(target, '127.0.0.1');
      for (const [socket, other] of [
        [client, broker],
        [broker, client],
      ] as const) {
        front.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          front.#sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    // A client that refuses the certificate ends the handshake: that is what tests are about.
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return front;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
