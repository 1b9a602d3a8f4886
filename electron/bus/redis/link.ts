import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { TlsContext } from '../broker/tls';
import { type Probe, speaksPlainly, speaksTls } from '../broker/tls-probe';
import { within } from '../broker/within';
import { type Dispose, Emitter } from '../emitter';
import { type Address, isTls } from './address';
import type { Script } from './scripts';

/** A whole handshake must be done by then, ms: a user must have a sentence within 10 s. */
const handshakeMs = 7000;
/** Any server answers it, if only with a refusal. */
const ping: Probe = { greeting: Buffer.from('PING\r\n'), isAnswer: (bytes) => /^[+-]/.test(String(bytes)) };
/** How often a link that only waits for commands is asked whether it is alive, and how long the answer may take, ms. */
const pingEveryMs = 3000;
const pingAnswerMs = 6000;

export interface LinkOptions {
  readonly tls: TlsContext;
  /** Shown by CLIENT LIST. */
  readonly name: string;
  /** It will wait in commands that block, and is not pinged: those have an end of their own. */
  readonly blocks: boolean;
}

export type Argument = string | Buffer;

type Client = ReturnType<typeof import('./client')['clientOf']>;

/** One connection from its opening to its one end. It never comes back by itself, and never throws from an event. */
export class Link {
  readonly address: Address;
  readonly #client: Client;
  readonly #ends = new Emitter<[unknown]>();
  #error: unknown;
  #ended = false;
  #pinging: NodeJS.Timeout | undefined;
  /** By which another link can end what this one waits for. */
  id = '';

  private constructor(client: Client, address: Address) {
    this.#client = client;
    this.address = address;
    client.on('error', (error) => this.#end(error));
    client.on('end', () => this.#end(new Error('The link was cut.')));
  }

  /** Rejects when the handshake takes too long as a whole, or when the signal says that nobody waits any more. */
  static async open(address: Address, options: LinkOptions, cancelled?: AbortSignal): Promise<Link> {
    // Loaded only where it is needed.
    const { clientOf } = await import('./client');
    const client = clientOf(address, { ...options, timeoutMs: handshakeMs });
    const link = new Link(client, address);
    try {
      await within(
        handshakeMs,
        'connect',
        (async () => {
          await client.connect();
          link.id = String(await link.command(['CLIENT', 'ID']));
        })(),
        cancelled,
      );
    } catch (thrown) {
      link.destroy();
      throw await readOpening(thrown, address, cancelled);
    }
    if (link.ended) throw link.error;
    if (!options.blocks) link.#ping();
    return link;
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

  /** The server's answer, with strings as bytes; rejects with its words. */
  command(args: readonly Argument[], isAsking = false): Promise<unknown> {
    if (this.#ended) return Promise.reject(new Error('The link was cut.'));
    // Good for the one command after it.
    if (isAsking) this.#client.sendCommand(['ASKING']).catch(() => {});
    return this.#client.sendCommand(args as Argument[]);
  }

  /** By its hash; rejects where the server has not seen it. */
  runKnown(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    return this.command(['EVALSHA', script.sha, String(script.keys), ...keys, ...args]);
  }

  /** Runs it by its hash, and sends it whole only to a server that has not seen it. */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    isAsking = false,
  ): Promise<unknown> {
    if (!isAsking) {
      try {
        return await this.runKnown(script, keys, args);
      } catch (error) {
        if (!(error instanceof Error) || !/NOSCRIPT/.test(error.message)) throw error;
      }
    }
    return this.command(['EVAL', script.source, String(script.keys), ...keys, ...args], isAsking);
  }

  /** At once, without a word to the server, which needs none; what is not answered yet is rejected. */
  destroy(reason = 'The link was cut.'): void {
    if (this.#client.isOpen) this.#client.destroy();
    this.#end(new Error(reason));
  }

  #ping(): void {
    this.#pinging = setTimeout(async () => {
      try {
        await within(pingAnswerMs, 'ping', this.command(['PING']));
      } catch {
        this.destroy('The server stayed silent.');
        return;
      }
      if (!this.#ended) this.#ping();
    }, pingEveryMs);
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    clearTimeout(this.#pinging);
    if (this.#client.isOpen) this.#client.destroy();
    this.#ends.emit(error);
    this.#ends.clear();
  }
}

async function readOpening(
  thrown: unknown,
  address: Address,
  cancelled: AbortSignal | undefined,
): Promise<unknown> {
  if (cancelled?.aborted) return new BusError('cancelled', 'The connection was no longer wanted.');
  const { host, port } = address;
  const text = describeThrown(thrown);
  if (!isTls(address) && /closed unexpectedly|ECONNRESET|EPIPE/.test(text)) {
    if (await speaksTls(host, port)) return new Error('The peer speaks TLS only.', { cause: thrown });
  }
  if (!/timeout|did not answer/i.test(text)) return thrown;
  // A greeting of TLS is a command without an end to a server that speaks none: it waits for more.
  if (isTls(address) && (await speaksPlainly(host, port, ping))) return new Error('The peer speaks no TLS.');
  return new Error('Connection timeout', { cause: thrown });
}
