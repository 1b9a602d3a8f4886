import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { Broker } from './broker';
import { BrokerAccess, type BrokerAddress } from './broker-access';

type Answer = { address: BrokerAddress } | { error: string };

/**
 * One broker for a whole test run, started when the first test file asks for it, so that a run without RabbitMQ tests
 * starts none. Test files are processes of their own: they ask by connecting to this door, which tells the address.
 */
export class BrokerDoor implements AsyncDisposable {
  readonly #server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    void this.#answer().then((answer) => socket.end(JSON.stringify(answer)));
  });
  #broker: Promise<Broker> | undefined;

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async #answer(): Promise<Answer> {
    try {
      this.#broker ??= Broker.start();
      return { address: (await this.#broker).address };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    const broker = await this.#broker?.catch(() => undefined);
    await broker?.[Symbol.asyncDispose]();
  }
}

export async function askAtDoor(port: number): Promise<BrokerAccess> {
  const answer: Answer = JSON.parse(await text(connect(port, '127.0.0.1')));
  if ('error' in answer) throw new Error(answer.error);
  return new BrokerAccess(answer.address);
}
