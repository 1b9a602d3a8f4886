import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { RabbitmqOptions } from '../../../shared/brokers/rabbitmq';
import { BusError, describeThrown, isBusError } from '../../../shared/bus/errors';
import { hostInUrl } from '../../bus/broker/address';
import { readTls } from '../../bus/broker/tls';
import { parseAddresses } from '../../bus/rabbitmq/address';

/** It listens there by default: 15672 for 5672, 15671 for 5671. */
const portsApart = 10_000;
/** An answer that takes longer is none, ms. */
const answerMs = 15_000;
/** A page of 500 queues has about 200 kB. */
const maxAnswerBytes = 32 * 2 ** 20;

export interface ManagementPlace {
  /** `http://HOST:PORT` or `https://…`, without a path. */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
  readonly tls: {
    readonly ca?: Buffer;
    readonly cert?: Buffer;
    readonly key?: Buffer;
    readonly passphrase?: string;
  };
}

/** Where it is: on the broker’s host, unless the connection says otherwise. */
export function originOf({ url, managementUrl }: RabbitmqOptions): string {
  const { protocol, host, port } = parseAddresses(url)[0];
  const derived = `${protocol === 'amqps' ? 'https' : 'http'}://${hostInUrl(host)}:${port + portsApart}`;
  return managementUrl === undefined || managementUrl === '' ? derived : new URL(managementUrl).origin;
}

/** With the connection’s own login and certificates. */
export async function managementPlace(options: RabbitmqOptions): Promise<ManagementPlace> {
  const { user, password } = parseAddresses(options.url)[0];
  return { origin: originOf(options), user, password, tls: await readTls(options.tls) };
}

/** RabbitMQ's HTTP API: one request at a time, so that it costs the broker little. */
export class Management {
  readonly #place: ManagementPlace;
  readonly #agent: PlainAgent;
  readonly #closing = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(place: ManagementPlace) {
    this.#place = place;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = place.origin.startsWith('https')
      ? new TlsAgent({ ...options, ...place.tls, rejectUnauthorized: true })
      : new PlainAgent(options);
  }

  /** The parsed answer; rejects with a BusError in words that name no password. */
  get(path: string): Promise<unknown> {
    const done = this.#turn.then(() => this.#ask('GET', path));
    this.#turn = done.catch(() => {});
    return done;
  }

  /** In turn with what is read; resolves when it is done. */
  delete(path: string): Promise<void> {
    const done = this.#turn.then(() => this.#ask('DELETE', path));
    this.#turn = done.catch(() => {});
    return done.then(() => {});
  }

  /** The parsed answer to a question with a body. */
  post(path: string, body: unknown): Promise<unknown> {
    const done = this.#turn.then(() => this.#ask('POST', path, JSON.stringify(body)));
    this.#turn = done.catch(() => {});
    return done;
  }

  /** In turn, too; resolves when it is done. */
  put(path: string, body: unknown): Promise<void> {
    const done = this.#turn.then(() => this.#ask('PUT', path, JSON.stringify(body)));
    this.#turn = done.catch(() => {});
    return done.then(() => {});
  }

  close(): void {
    this.#closing.abort();
    this.#agent.destroy();
  }

  async #ask(method: 'GET' | 'DELETE' | 'PUT' | 'POST', path: string, body?: string): Promise<unknown> {
    const { origin } = this.#place;
    let status: number;
    let text: string;
    try {
      ({ status, text } = await this.#fetch(method, path, body));
    } catch (thrown) {
      if (isBusError(thrown)) throw thrown;
      throw new BusError(
        'unreachable',
        `RabbitMQ’s management does not answer at ${origin}. Switch its plugin on (rabbitmq-plugins enable rabbitmq_management), or enter where it is in the saved connection.`,
        { detail: describeThrown(thrown), cause: thrown },
      );
    }
    if (status === 204 || status === 201) return undefined;
    if (status === 200) {
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new BusError('wrong-protocol', `What answers at ${origin} is not RabbitMQ’s management.`, {
          cause,
        });
      }
    }
    if (status === 401 && /management user|not_authorised|Not management/i.test(text)) {
      throw new BusError(
        'access-refused',
        'This user may not see RabbitMQ’s management: it takes the tag management, policymaker, monitoring or administrator.',
      );
    }
    if (status === 401)
      throw new BusError('login-refused', `RabbitMQ’s management at ${origin} refused the login.`);
    if (status === 400)
      throw new BusError('not-permitted', 'RabbitMQ’s management refuses that.', {
        detail: text.slice(0, 500),
      });
    if (status === 404)
      throw new BusError(
        'not-found',
        `RabbitMQ’s management at ${origin} does not know it: it was deleted meanwhile, or it is in another virtual host.`,
      );
    if (status === 403 || status === 401)
      throw new BusError('access-refused', 'The user may not do that.', { detail: text.slice(0, 500) });
    throw new BusError('unreachable', `RabbitMQ’s management at ${origin} answered with ${status}.`);
  }

  #fetch(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
    const { origin, user, password } = this.#place;
    const options: RequestOptions = {
      agent: this.#agent,
      method,
      auth: `${user}:${password}`,
      signal: this.#closing.signal,
      headers: {
        accept: 'application/json, */*',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    };
    const request = origin.startsWith('https') ? tlsRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        clearTimeout(tooLate);
        reject(error);
        asking.destroy();
      };
      const asking = request(new URL(path, origin), options, (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes > maxAnswerBytes)
            fail(new BusError('too-large', `${origin} answers with more than 32 MB at a time.`));
        });
        answer.on('end', () => {
          clearTimeout(tooLate);
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
        answer.on('error', fail);
        answer.on('aborted', () => fail(new Error('It hung up in the middle.')));
      });
      // For the whole of it: a drip would be an answer that never ends.
      const tooLate = setTimeout(() => fail(new Error(`no answer within ${answerMs} ms`)), answerMs);
      asking.on('error', fail);
      asking.end(body);
    });
  }
}
