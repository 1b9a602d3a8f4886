import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Hopeless, until } from './until';

/** The two Python libraries that services on the bus are written with. */
export const peerKinds = ['pika', 'aio_pika'] as const;
export type PeerKind = (typeof peerKinds)[number];

export type PeerBehaviour =
  | 'ack'
  /** Gives the first message it gets back to the queue, and acks from then on. */
  | 'requeue-first'
  /** Acks twice, which makes the broker close its channel. */
  | 'double-ack'
  /** Never answers: a black hole. */
  | 'hold'
  /** Dies by SIGKILL with the first message in hand. */
  | 'crash';

export interface PeerMessage {
  readonly topic: string;
  readonly verb: 'publish' | 'broadcast';
  readonly routingKey: string;
  readonly bodyHex: string;
  readonly redelivered: boolean;
  readonly messageId: string | null;
  readonly contentType: string | null;
  readonly deliveryMode: number | null;
  readonly headers: Record<string, unknown> | null;
}

export interface PeerSend {
  topic: string;
  body: Uint8Array | string;
  headers?: Record<string, unknown>;
  /** In the library's own names: `message_id`, `expiration` and so on. */
  properties?: Record<string, unknown>;
  /** Of a broadcast. Default: empty. */
  routingKey?: string;
}

interface Event {
  readonly event: string;
  readonly id?: number;
  readonly message?: string;
}

/** Debian's own Python, which its packages python3-pika and python3-aio-pika are for. */
const python = '/usr/bin/python3';

/** Another program on the bus: a Python process with the declarations that the deployed services have. */
export class Peer implements AsyncDisposable {
  readonly messages: PeerMessage[] = [];
  readonly #child: ChildProcess;
  readonly #events: Event[] = [];
  #errors = '';
  #lastId = 0;

  private constructor(kind: PeerKind, url: string) {
    const program = fileURLToPath(new URL(`./python/${kind}_peer.py`, import.meta.url));
    const child = spawn(python, ['-u', '-B', program, url], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    // Writing to a peer that has crashed on purpose is no error of the test's.
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#errors += text;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event: Event = JSON.parse(line);
      if (event.event === 'message') this.messages.push(event as unknown as PeerMessage);
      else this.#events.push(event);
    });
  }

  static async start(kind: PeerKind, url: string): Promise<Peer> {
    const peer = new Peer(kind, url);
    try {
      await until(`the ${kind} peer is connected`, () => peer.#alive() && peer.saw('ready'));
    } catch (error) {
      await peer[Symbol.asyncDispose]();
      throw error;
    }
    return peer;
  }

  /** Whether it has told of such an event: `ready`, `channel-closed`, `cancelled`. */
  saw(event: string): boolean {
    return this.#events.some((seen) => seen.event === event);
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Takes part in the topic's publishes and broadcasts. `prefetch` 0 is no limit; default 1. */
  async subscribe(
    topic: string,
    options: { behaviour?: PeerBehaviour; prefetch?: number } = {},
  ): Promise<void> {
    await this.#ask({ do: 'subscribe', topic, ...options });
  }

  async publish({ body, ...rest }: PeerSend): Promise<void> {
    await this.#ask({ do: 'publish', bodyHex: Buffer.from(body).toString('hex'), ...rest });
  }

  async broadcast({ body, ...rest }: PeerSend): Promise<void> {
    await this.#ask({ do: 'broadcast', bodyHex: Buffer.from(body).toString('hex'), ...rest });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.hasExited || this.#child.pid === undefined) return;
    const closed = once(this.#child, 'close');
    this.kill();
    await closed;
  }

  async #ask(command: { do: string } & Record<string, unknown>): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#child.stdin?.write(`${JSON.stringify({ ...command, id })}\n`);
    const answer = await until(`the peer has done ${command.do}`, () => {
      return this.#alive() && this.#events.find((event) => event.id === id);
    });
    if (answer.event === 'error') throw new Error(`The peer could not ${command.do}: ${answer.message}`);
  }

  #alive(): true {
    if (this.hasExited) throw new Hopeless(`The peer has exited.\n${this.#errors}`);
    return true;
  }
}
