import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Counts the datagrams that reach a port of its own. */
export class UdpListener implements AsyncDisposable {
  readonly #socket: Socket;
  datagrams = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', () => {
      this.datagrams += 1;
    });
  }

  static async start(): Promise<UdpListener> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new UdpListener(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }
}
