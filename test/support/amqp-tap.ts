import { AmqpFrames, shortString } from './amqp-frames';
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
  readonly #frames = new Map<string, AmqpFrames>();

  constructor(proxy: TcpProxy) {
    proxy.tap((bytes, direction, connection) => this.#take(bytes, direction, connection));
  }

  count(name: string): number {
    return this.methods.filter((method) => method.name === name).length;
  }

  #take(bytes: Buffer, direction: Direction, connection: number): void {
    const key = `${direction} ${connection}`;
    const frames = this.#frames.get(key) ?? new AmqpFrames();
    this.#frames.set(key, frames);
    for (const { type, payload, channel } of frames.take(bytes)) {
      if (type === 1) this.#read(payload, direction, connection, channel);
    }
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
