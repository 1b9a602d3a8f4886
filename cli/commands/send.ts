import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { EventBus } from '../../electron/bus/event-bus';
import { pauseUntil } from '../../electron/bus/pause';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { bytesPayload, textPayload } from '../../electron/session/compose/typed-payload';
import { Sends } from '../../electron/session/sends';
import { describeThrown } from '../../shared/bus/errors';
import { maxPayloadBytes } from '../../shared/bus/limits';
import type { Verb } from '../../shared/bus/message';
import { type Receipt, type SendOutcome, sendSchema, type TypedPayload } from '../../shared/window/send';
import { connectTo } from '../connect';
import { Exit, exitCodes } from '../exit';
import { printer } from '../lines';
import { out, warn } from '../plain';
import type { BusFlags } from '../program';
import { progress } from '../progress';
import { untilStopped } from '../until-stopped';
import { assertTopic } from './listen';

interface SendFlags extends BusFlags {
  readonly lines?: true;
  readonly count: number;
  readonly rate?: number;
  readonly header?: Record<string, string>;
}

/** Publishes or broadcasts, and ends with what became of it. */
export async function send(
  verb: Verb,
  topic: string,
  payload: string | undefined,
  flags: SendFlags,
): Promise<void> {
  assertTopic(topic);
  if (flags.lines && (flags.count !== 1 || (payload !== undefined && payload !== '-')))
    throw new Exit(
      exitCodes.usage,
      '--lines reads its messages from standard input, each once: leave out PAYLOAD and --count.',
    );
  const once = flags.lines ? undefined : await payloadOf(payload);
  await untilStopped(async ({ signal }) => {
    const { bus, allow } = await connectTo(flags, {
      signal,
      onBus: (each) => each.onEvent(eventsFor(flags)),
    });
    let worst: SendOutcome = 'routed';
    try {
      allow({ what: verb, topic, count: flags.count });
      const sends = new Sends(new PayloadFiles(), () => {});
      signal.addEventListener('abort', () => sends.cancelAll('It was stopped.'), { once: true });
      const sending = { bus, sends, verb, topic, flags, signal };
      for await (const receipt of once === undefined ? eachLine(sending) : one(sending, once)) {
        tell(receipt, flags);
        worst = worseOf(worst, receipt.outcome);
      }
    } finally {
      await bus.close();
    }
    if (signal.aborted) return;
    if (worst === 'returned')
      throw new Exit(exitCodes.unroutable, `Nobody took it: no subscriber of ${topic} is there.`);
    if (worst === 'failed' || worst === 'unknown') throw new Exit(exitCodes.failed);
  });
}

interface Sending {
  readonly bus: EventBus;
  readonly sends: Sends;
  readonly verb: Verb;
  readonly topic: string;
  readonly flags: SendFlags;
  readonly signal: AbortSignal;
}

/** Without `--json` what was sent is told by its receipt. */
const eventsFor = ({ json }: SendFlags) => (json ? printer(true) : () => {});

async function* one(
  { bus, sends, verb, topic, flags }: Sending,
  payload: TypedPayload,
): AsyncGenerator<Receipt> {
  const { count, rate = 0, header = {} } = flags;
  const shown = progress('sent', count);
  const stop = bus.onEvent(({ type }) => {
    if (type === 'confirmed' || type === 'publishFailed') shown.step();
  });
  try {
    yield await sends.run(bus, verb, requestOf(topic, payload, { count, rate, header }));
  } catch (error) {
    if (error instanceof Exit) throw error;
    throw new Exit(exitCodes.usage, describeThrown(error));
  } finally {
    stop();
    shown.end();
  }
}

/** A line that cannot be sent is told, and the next one is sent all the same. */
async function* eachLine({ bus, sends, verb, topic, flags, signal }: Sending): AsyncGenerator<Receipt> {
  const { rate = 0, header = {} } = flags;
  const started = performance.now();
  let sent = 0;
  for await (const line of linesOf(process.stdin, signal)) {
    if (line.length === 0) continue;
    if (rate > 0) await pauseUntil(started + (sent * 1000) / rate, signal);
    if (signal.aborted) return;
    sent += 1;
    yield await sends.run(bus, verb, requestOf(topic, bytesPayload(line), { count: 1, rate: 0, header }));
  }
}

function requestOf(
  topic: string,
  payload: TypedPayload,
  { count, rate, header }: { count: number; rate: number; header: Record<string, string> },
) {
  const parsed = sendSchema.safeParse({ sendId: randomUUID(), topic, payload, count, rate, headers: header });
  if (parsed.success) return parsed.data;
  throw new Exit(exitCodes.usage, parsed.error.issues[0]?.message ?? 'That cannot be sent.');
}

async function payloadOf(written: string | undefined): Promise<TypedPayload> {
  if (written === undefined || written === '-') {
    if (written === undefined && process.stdin.isTTY)
      throw new Exit(exitCodes.usage, 'Give a payload, @FILE, or - to read it from standard input.');
    return bytesPayload(await bounded(process.stdin));
  }
  if (!written.startsWith('@')) return textPayload(written);
  const path = written.slice(1);
  return bytesPayload(
    await readFile(path).catch((error: unknown) => {
      throw new Exit(exitCodes.usage, `${path} could not be read: ${describeThrown(error)}.`);
    }),
  );
}

/** All of a stream, as long as it fits into one message. */
async function bounded(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxPayloadBytes)
      throw new Exit(
        exitCodes.usage,
        `A payload may have ${maxPayloadBytes} bytes at most. With --lines each line is a message.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Without the line feeds, and without a carriage return before one. */
async function* linesOf(stream: NodeJS.ReadStream, signal: AbortSignal): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  const stop = () => stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield withoutReturn(rest.subarray(0, end));
        rest = rest.subarray(end + 1);
      }
      if (rest.length > maxPayloadBytes)
        throw new Exit(exitCodes.usage, `A line has more than ${maxPayloadBytes} bytes.`);
    }
    yield withoutReturn(rest);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const withoutReturn = (line: Buffer): Buffer => (line.at(-1) === 13 ? line.subarray(0, -1) : line);

const severity: readonly SendOutcome[] = ['routed', 'held', 'returned', 'unknown', 'failed'];
const worseOf = (one: SendOutcome, other: SendOutcome): SendOutcome =>
  severity.indexOf(other) > severity.indexOf(one) ? other : one;

const words: Record<SendOutcome, string> = {
  routed: 'taken by a subscriber’s queue',
  held: 'held for the first subscriber',
  returned: 'returned: nobody was there',
  failed: 'not sent',
  unknown: 'of unknown fate: the link died before the broker confirmed',
};

function tell({ counts, messageId, requested, durationMs, error }: Receipt, { json }: SendFlags): void {
  if (error !== undefined) warn(error.message);
  if (json) return;
  for (const outcome of severity) {
    if (counts[outcome] === 0) continue;
    const what = requested === 1 ? messageId : `${counts[outcome]} of ${requested}`;
    process.stdout.write(`${what} ${words[outcome]}\n`);
  }
  if (requested > 1) process.stdout.write(`${out.dim(`in ${(durationMs / 1000).toFixed(2)} s`)}\n`);
}
