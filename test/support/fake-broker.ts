import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { AmqpFrames, type Frame, methodFrame } from './amqp-frames';

/** What a broker says in its `Connection.Tune`. */
export interface Tune {
  readonly channelMax: number;
  readonly frameMax: number;
  readonly heartbeat: number;
}

export interface FakeBrokerOptions {
  readonly tune?: Partial<Tune>;
  /** Sent in the same segment as `Connection.OpenOk`. */
  readonly afterOpenOk?: Buffer;
  /** Called with each frame that follows the handshake. */
  readonly onFrame?: (frame: Frame, socket: Socket) => void;
}

const connection = 10;

/** Takes any login, opens any virtual host, and answers nothing after that unless it is told to. */
export class FakeBroker implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #options: FakeBrokerOptions;
  /** Connections that were opened to the end of their handshake. */
  opened = 0;

  private constructor(options: FakeBrokerOptions) {
    this.#options = options;
  }

  static async start(options: FakeBrokerOptions = {}): Promise<FakeBroker> {
    const broker = new FakeBroker(options);
    broker.#server.listen(0, '127.0.0.1');
    await once(broker.#server, 'listening');
    return broker;
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    const frames = new AmqpFrames();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      for (const frame of frames.take(bytes)) this.#answer(frame, socket);
    });
  }

  #answer(frame: Frame, socket: Socket): void {
    const { channelMax = 2047, frameMax = 131_072, heartbeat = 0 } = this.#options.tune ?? {};
    if (frame.type === 0) {
      socket.write(method(10, Buffer.from([0, 9]), table(), longString('PLAIN'), longString('en_US')));
      return;
    }
    const isConnections = frame.type === 1 && frame.payload.readUInt16BE(0) === connection;
    const id = isConnections ? frame.payload.readUInt16BE(2) : -1;
    if (id === 11) {
      const tune = Buffer.alloc(8);
      tune.writeUInt16BE(channelMax, 0);
      tune.writeUInt32BE(frameMax, 2);
      tune.writeUInt16BE(heartbeat, 6);
      socket.write(method(30, tune));
    } else if (id === 40) {
      this.opened += 1;
      socket.write(
        Buffer.concat([method(41, Buffer.from([0])), this.#options.afterOpenOk ?? Buffer.alloc(0)]),
      );
    } else if (id === 50) {
      socket.end(method(51));
    } else if (id !== 31) {
      this.#options.onFrame?.(frame, socket);
    }
  }
}

function method(id: number, ...fields: Buffer[]): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(connection, 0);
  head.writeUInt16BE(id, 2);
  return methodFrame(0, Buffer.concat([head, ...fields]));
}

const table = () => Buffer.alloc(4);

function longString(text: string): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(text.length, 0);
  return Buffer.concat([size, Buffer.from(text)]);
}
