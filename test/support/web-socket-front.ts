import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createWebSocketStream, WebSocketServer } from 'ws';

/** WebSockets before a broker that has none of its own: not every build of one has. */
export class WebSocketFront implements AsyncDisposable {
  readonly #server: WebSocketServer;

  private constructor(target: number) {
    this.#server = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
    });
    this.#server.on('connection', (socket) => {
      const stream = createWebSocketStream(socket);
      const behind = connect(target, '127.0.0.1');
      for (const each of [stream, behind]) {
        each.on('error', () => undefined);
        each.on('close', () => {
          stream.destroy();
          behind.destroy();
        });
      }
      stream.pipe(behind).pipe(stream);
    });
  }

  static async start(target: number): Promise<WebSocketFront> {
    const front = new WebSocketFront(target);
    await once(front.#server, 'listening');
    return front;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}
