import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { AmqpFrames, type Frame, methodFrame, shortString } from './amqp-frames';

const queueDeclare = 50 * 65_536 + 10;
const words =
  'INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated. By default, this feature is not permitted anymore.';

/**
 * A real broker that forbids what RabbitMQ can be made to forbid from 4.0 on, for the tests on one that cannot: it closes the
 * whole connection with 541 when somebody declares a queue that is neither durable nor exclusive. All else is passed on.
 */
export class StrictBroker implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#server = createServer((client) => this.#serve(client, connect(target, '127.0.0.1')));
  }

  static async start(target: number): Promise<StrictBroker> {
    const broker = new StrictBroker(target);
    broker.#server.listen(0, '127.0.0.1');
    await once(broker.#server, 'listening');
    return broker;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(client: Socket, behind: Socket): void {
    for (const socket of [client, behind]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        behind.destroy();
      });
    }
    behind.pipe(client);
    const frames = new AmqpFrames();
    let isRefused = false;
    client.on('data', (bytes) => {
      for (const frame of frames.take(bytes)) {
        // After its refusal it waits for the client's close-ok, and hangs up.
        if (isRefused) client.end();
        else if (isForbidden(frame)) {
          isRefused = true;
          behind.unpipe(client);
          client.write(refusal());
        } else behind.write(frame.whole);
      }
    });
  }
}

function isForbidden({ type, payload }: Frame): boolean {
  if (type !== 1 || payload.readUInt32BE(0) !== queueDeclare) return false;
  // A reserved short, the name, and the bits: passive, durable, exclusive.
  const bits = payload[shortString(payload, 6).end] ?? 0;
  return (bits & 0b111) === 0;
}

/** `connection.close` with the code, the words, and the method it is about. */
function refusal(): Buffer {
  const text = Buffer.from(words);
  const head = Buffer.from([0, 10, 0, 50, 541 >> 8, 541 & 0xff, text.length]);
  return methodFrame(0, Buffer.concat([head, text, Buffer.from([0, 50, 0, 10])]));
}
