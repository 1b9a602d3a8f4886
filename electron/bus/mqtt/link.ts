import type { IConnackPacket, IPublishPacket, MqttClient } from 'mqtt';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import { type Probe, speaksPlainly, speaksTls } from '../broker/tls-probe';
import { within } from '../broker/within';
import { type Dispose, Emitter } from '../emitter';
import { type Address, isTls } from './address';
import type { ClientOptions } from './client';
import type { Raw } from './wire';

/** A whole handshake must be done by then, ms: a user must have a sentence within 10 s. */
const handshakeMs = 7000;
/** An orderly end may take this long, ms. */
const closeMs = 1000;
/** The CONNECT of MQTT 3.1.1, which every broker answers with a CONNACK, if only to refuse it. */
const greeting: Probe = {
  greeting: Buffer.from('100c00044d5154540402003c0000', 'hex'),
  isAnswer: (bytes) => bytes[0] === 0x20,
};
/** Nobody subscribes to the topic: MQTT 5's reason code. */
export const nobody = 16;

export interface Incoming extends Raw {
  readonly topic: string;
  /** It was there before who gets it subscribed. */
  readonly retained: boolean;
  /** By which it is answered; undefined where the broker waits for no answer. */
  readonly packetId: number | undefined;
}

export type LinkOptions = Omit<ClientOptions, 'timeoutMs'>;

/** mqtt.js answers a message itself before it reads the next one. With a prefetch of more than one, we answer later. */
interface Sending {
  _sendPacket: (packet: { cmd: string; messageId?: number; reasonCode?: number }, done?: () => void) => void;
}

/** One connection from its opening to its one end. It never comes back by itself, and never throws from an event. */
export class Link {
  readonly connack: IConnackPacket;
  readonly #client: MqttClient;
  readonly #ends = new Emitter<[unknown]>();
  readonly #messages = new Emitter<[Incoming]>();
  /** What came before anybody listened. */
  #early: Incoming[] | undefined = [];
  /** What the broker has answered, by packet: mqtt.js keeps it to itself. */
  readonly #answers = new Map<number, number>();
  /** What rejects the operations that are under way. */
  readonly #pending = new Set<(error: Error) => void>();
  readonly #acks: number[] = [];
  #free: number;
  readonly #waiting: (() => void)[] = [];
  #error: unknown;
  #ended = false;

  private constructor(client: MqttClient, connack: IConnackPacket) {
    this.#client = client;
    this.connack = connack;
    // A broker ends the connection of who sends more at a time.
    this.#free = connack.properties?.receiveMaximum ?? 65_535;
  }

  /** Rejects when the handshake takes too long as a whole, or when the signal says that nobody waits any more. */
  static async open(address: Address, options: LinkOptions, cancelled?: AbortSignal): Promise<Link> {
    // Loaded only where it is needed.
    const { clientOf } = await import('./client');
    const client = clientOf(address, { ...options, timeoutMs: handshakeMs });
    const sending = client as unknown as Sending;
    const send = sending._sendPacket.bind(client);
    sending._sendPacket = (packet, done) => {
      if (packet.cmd === 'puback') done?.();
      else send(packet, done);
    };
    const early: IPublishPacket[] = [];
    const hold = (_topic: string, _payload: Buffer, packet: IPublishPacket) => void early.push(packet);
    client.on('message', hold);
    const opening = new Promise<Link>((resolve, reject) => {
      client.once('connect', (connack) => resolve(new Link(client, connack)));
      client.once('error', reject);
      client.once('disconnect', (packet) => reject(reasonOf(packet)));
      // Its reason may come a moment later.
      client.once('close', () => setImmediate(() => reject(new Error('Socket closed unexpectedly.'))));
    });
    client.on('error', () => {});
    client.connect();
    try {
      const link = await within(handshakeMs + 500, 'connect', opening, cancelled);
      client.off('message', hold);
      link.#listen(early);
      return link;
    } catch (error) {
      client.end(true);
      if (cancelled?.aborted) throw new BusError('cancelled', 'The connection was no longer wanted.');
      throw await readOpening(error, address);
    }
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What ended it, once it has ended. */
  get error(): unknown {
    return this.#error;
  }

  /** Calls back once when the connection is gone, with the reason. */
  onEnd(listener: (error: unknown) => void): Dispose {
    return this.#ends.on(listener);
  }

  /** What has come before the first listener comes to it first. */
  onMessage(listener: (message: Incoming) => void): Dispose {
    const stop = this.#messages.on(listener);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) listener(message);
    return stop;
  }

  /** At least once. Resolves with MQTT's reason code, 0 or {@link nobody}. */
  async publish(
    topic: string,
    body: Uint8Array | string,
    { retain = false, properties = {} }: { retain?: boolean; properties?: IPublishPacket['properties'] } = {},
  ): Promise<number> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn();
    try {
      const payload =
        typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
      return await this.#settling<number>((settle) => {
        this.#client.publish(topic, payload, { qos: 1, retain, properties }, (error, packet) =>
          settle(error ?? undefined, this.#answerOf(packet?.messageId)),
        );
      });
    } finally {
      this.#done();
    }
  }

  subscribe(filter: string, qos: 0 | 1 = 1): Promise<void> {
    return this.#settling<void>((settle) => {
      this.#client.subscribe(filter, { qos }, (error, granted) => {
        const refused = granted?.find((each) => each.qos >= 128);
        settle(error ?? (refused === undefined ? undefined : new Error('Not authorized')), undefined);
      });
    });
  }

  unsubscribe(filter: string): Promise<void> {
    return this.#settling<void>((settle) => {
      this.#client.unsubscribe(filter, (error) => settle(error ?? undefined, undefined));
    });
  }

  /** False when it is too late. */
  ack(packetId: number): boolean {
    if (this.#ended) return false;
    if (this.#acks.length === 0) process.nextTick(() => this.#sendAcks());
    this.#acks.push(packetId);
    return true;
  }

  /** In order; with `forget` the broker keeps nothing of it. By force when that takes too long. */
  async close({ forget = false } = {}): Promise<void> {
    if (this.#ended) return;
    this.#sendAcks();
    const options = forget ? { properties: { sessionExpiryInterval: 0 } } : {};
    await within(closeMs, 'close the connection', this.#client.endAsync(false, options)).catch(() => {});
    this.destroy();
  }

  /** At once, without a word to the broker. */
  destroy(reason = 'The link was cut.'): void {
    (this.#client.stream as { destroy?: () => void } | undefined)?.destroy?.();
    this.#client.end(true);
    this.#end(new Error(reason));
  }

  /** What is answered in one turn of the event loop goes as one write. */
  #sendAcks(): void {
    const acks = this.#acks.splice(0);
    if (this.#ended || acks.length === 0) return;
    const bytes = Buffer.allocUnsafe(4 * acks.length);
    for (const [at, packetId] of acks.entries()) {
      // PUBACK, two bytes follow; to success MQTT 5 adds nothing.
      bytes.writeUInt16BE(0x4002, 4 * at);
      bytes.writeUInt16BE(packetId, 4 * at + 2);
    }
    this.#client.stream.write(bytes);
  }

  #answerOf(packetId: number | undefined): number {
    if (packetId === undefined) return 0;
    const answer = this.#answers.get(packetId);
    this.#answers.delete(packetId);
    return answer ?? 0;
  }

  #listen(early: readonly IPublishPacket[]): void {
    this.#client.on('disconnect', (packet) => {
      this.#error ??= reasonOf(packet);
    });
    this.#client.on('error', (error) => {
      this.#error ??= error;
    });
    this.#client.on('packetreceive', (packet) => {
      if (packet.cmd !== 'puback' || packet.messageId === undefined) return;
      const { reasonCode = 0 } = packet as { reasonCode?: number };
      if (reasonCode > 0) this.#answers.set(packet.messageId, reasonCode);
    });
    this.#client.on('close', () => this.#end(this.#error ?? new Error('The link was cut.')));
    this.#client.on('message', (_topic, _payload, packet) => this.#take(packet));
    for (const packet of early) this.#take(packet);
  }

  #take({ topic, payload, properties = {}, dup, qos, messageId, retain }: IPublishPacket): void {
    const message: Incoming = {
      topic,
      retained: retain,
      body: Buffer.isBuffer(payload) ? payload : Buffer.from(payload),
      properties,
      dup,
      packetId: qos === 0 ? undefined : messageId,
    };
    if (this.#early === undefined) this.#messages.emit(message);
    else this.#early.push(message);
  }

  /** Whatever ends first: the operation or the link. */
  #settling<Value>(operation: (settle: (error: unknown, value: Value) => void) => void): Promise<Value> {
    if (this.#ended) return Promise.reject(new Error('The link was cut.'));
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      operation((error, value) => {
        this.#pending.delete(reject);
        if (error === undefined || error === null) resolve(value);
        else reject(error);
      });
    });
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #done(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error ??= error;
    this.#client.end(true);
    const cut = new Error('The link was cut.', { cause: this.#error });
    for (const reject of this.#pending) reject(cut);
    this.#pending.clear();
    this.#ends.emit(this.#error);
    this.#ends.clear();
    this.#messages.clear();
    for (const next of this.#waiting.splice(0)) next();
  }
}

async function readOpening(thrown: unknown, address: Address): Promise<unknown> {
  const { host, port } = address;
  const hungUp = /ECONNRESET|EPIPE|closed unexpectedly|socket disconnected/.test(describeThrown(thrown));
  if (hungUp && isTls(address) && (await speaksPlainly(host, port, greeting)))
    return new Error('The peer speaks no TLS.', { cause: thrown });
  if (hungUp && !isTls(address) && (await speaksTls(host, port)))
    return new Error('The peer speaks TLS only.', { cause: thrown });
  return thrown instanceof BusError ? new Error('connack timeout') : thrown;
}

/** Why a broker said goodbye. */
function reasonOf({ reasonCode = 0 }: { reasonCode?: number }): Error {
  const words: Record<number, string> = {
    139: 'Server shutting down',
    141: 'Keepalive timeout',
    142: 'Session taken over',
    147: 'Receive maximum exceeded',
    149: 'Packet too large',
    151: 'Quota exceeded',
  };
  return Object.assign(new Error(words[reasonCode] ?? `The broker ended the connection (${reasonCode}).`), {
    code: reasonCode,
  });
}
