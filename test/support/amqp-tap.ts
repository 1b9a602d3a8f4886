import type { Direction, TcpProxy } from './tcp-proxy';

/** AMQP's methods by class and method id, as far as a test may ask for them. */
const names = new Map<number, string>(
  (
    [
      [10, 50, 'connection.close'],
      [10, 51, 'connection.close-ok'],
      [20, 10, 'channel.open'],
      [20, 40, 'channel.close'],
      [40, 10, 'exchange.declare'],
      [50, 10, 'queue.declare'],
      [50, 20, 'queue.bind'],
      [50, 40, 'queue.delete'],
      [60, 10, 'basic.qos'],
      [60, 20, 'basic.consume'],
      [60, 30, 'basic.cancel'],
      [60, 40, 'basic.publish'],
      [60, 50, 'basic.return'],
      [60, 60, 'basic.deliver'],
      [60, 80, 'basic.ack'],
      [60, 90, 'basic.reject'],
      [60, 120, 'basic.nack'],
      [85, 10, 'confirm.select'],
    ] as const
  ).map(([classId, methodId, name]) => [classId * 65_536 + methodId, name]),
);

export interface Method {
  readonly name: string;
  readonly direction: Direction;
  readonly connection: number;
  readonly channel: number;
  /** Of a `basic.publish`. */
  readonly publish?: { readonly exchange: string; readonly routingKey: string; readonly mandatory: boolean };
}

/** What goes over the wire behind a proxy, method by method, in the order in which it passes. */
export class AmqpTap {
  readonly methods: Method[] = [];
  readonly #rests = new Map<string, Buffer>();

  constructor(proxy: TcpProxy) {
    proxy.tap((bytes, direction, connection) => this.#take(bytes, direction, connection));
  }

  count(name: string): number {
    return this.methods.filter((method) => method.name === name).length;
  }

  #take(bytes: Buffer, direction: Direction, connection: number): void {
    const key = `${direction} ${connection}`;
    let rest = Buffer.concat([this.#rests.get(key) ?? Buffer.alloc(0), bytes]);
    // The protocol header that a client begins with.
    if (rest.length >= 8 && rest.subarray(0, 4).equals(Buffer.from('AMQP'))) rest = rest.subarray(8);
    while (rest.length >= 8) {
      // Type, channel, size, payload, and one octet that ends the frame.
      const end = 7 + rest.readUInt32BE(3) + 1;
      if (rest.length < end) break;
      if (rest[0] === 1) this.#read(rest.subarray(7, end - 1), direction, connection, rest.readUInt16BE(1));
      rest = rest.subarray(end);
    }
    this.#rests.set(key, rest);
  }

  #read(payload: Buffer, direction: Direction, connection: number, channel: number): void {
    const name = names.get(payload.readUInt32BE(0));
    if (name === undefined) return;
    const about = { name, direction, connection, channel };
    if (name !== 'basic.publish') {
      this.methods.push(about);
      return;
    }
    // A reserved short, then two short strings and a bit.
    const exchange = shortString(payload, 6);
    const routingKey = shortString(payload, exchange.end);
    const mandatory = ((payload[routingKey.end] ?? 0) & 1) === 1;
    this.methods.push({
      ...about,
      publish: { exchange: exchange.text, routingKey: routingKey.text, mandatory },
    });
  }
}

function shortString(payload: Buffer, at: number): { text: string; end: number } {
  const end = at + 1 + (payload[at] ?? 0);
  return { text: payload.toString('utf8', at + 1, end), end };
}
