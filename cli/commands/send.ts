import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import pico from 'picocolors';
import type { EventBus } from '../../electron/bus/event-bus';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { Sends } from '../../electron/session/sends';
import { describeThrown } from '../../shared/bus/errors';
import type { Verb } from '../../shared/bus/message';
import { type Receipt, type SendOutcome, sendSchema } from '../../shared/window/send';
import { connectTo } from '../connect';
import { Exit, exitCodes } from '../exit';
import { printer } from '../lines';
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

type Payload = { readonly format: 'json' | 'text' | 'base64'; readonly text: string };

/** Publishes or broadcasts, and ends with what became of it. */
export async function send(
  verb: Verb,
  topic: string,
  payload: string | undefined,
  flags: SendFlags,
): Promise<void> {
  assertTopic(topic);
  const once = flags.lines ? undefined : await payloadOf(payload);
  await untilStopped(async ({ signal, interrupted }) => {
    const { bus } = await connectTo(flags, { onBus: (each) => each.onEvent(eventsFor(flags)) });
    let worst: SendOutcome = 'routed';
    try {
      const sends = new Sends(new PayloadFiles(), () => {});
      signal.addEventListener('abort', () => sends.cancelAll('It was stopped.'), { once: true });
      const receipts =
        once === undefined
          ? eachLine(bus, sends, verb, topic, flags)
          : one(bus, sends, verb, topic, once, flags);
      for await (const receipt of receipts) {
        tell(receipt, flags);
        worst = worseOf(worst, receipt.outcome);
        if (interrupted()) break;
      }
    } finally {
      await bus.close();
    }
    if (interrupted()) return;
    if (worst === 'returned')
      throw new Exit(exitCodes.unroutable, `Nobody took it: no subscriber of ${topic} is there.`);
    if (worst === 'failed' || worst === 'unknown') throw new Exit(exitCodes.failed);
  });
}

/** Without `--json` what was sent is told by its receipt. */
const eventsFor = ({ json }: SendFlags) => (json ? printer(true) : () => {});

async function* one(
  bus: EventBus,
  sends: Sends,
  verb: Verb,
  topic: string,
  payload: Payload,
  flags: SendFlags,
): AsyncGenerator<Receipt> {
  const { count, rate = 0, header = {} } = flags;
  const shown = progress('sent', count);
  const stop = bus.onEvent(({ type }) => {
    if (type === 'confirmed' || type === 'publishFailed') shown.step();
  });
  try {
    yield await sends.run(bus, verb, requestOf(topic, payload, { count, rate, header }));
  } catch (error) {
    throw new Exit(exitCodes.usage, describeThrown(error));
  } finally {
    stop();
    shown.end();
  }
}

async function* eachLine(
  bus: EventBus,
  sends: Sends,
  verb: Verb,
  topic: string,
  { rate = 0, header = {} }: SendFlags,
): AsyncGenerator<Receipt> {
  const started = performance.now();
  let sent = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const due = rate > 0 ? started + (sent * 1000) / rate - performance.now() : 0;
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    sent += 1;
    yield await sends.run(bus, verb, requestOf(topic, textPayload(line), { count: 1, rate: 0, header }));
  }
}

function requestOf(
  topic: string,
  payload: Payload,
  { count, rate, header }: { count: number; rate: number; header: Record<string, string> },
) {
  const parsed = sendSchema.safeParse({ sendId: randomUUID(), topic, payload, count, rate, headers: header });
  if (parsed.success) return parsed.data;
  throw new Exit(exitCodes.usage, parsed.error.issues[0]?.message ?? 'That cannot be sent.');
}

async function payloadOf(written: string | undefined): Promise<Payload> {
  if (written === undefined || written === '-') {
    if (written === undefined && process.stdin.isTTY)
      throw new Exit(exitCodes.usage, 'Give a payload, @FILE, or - to read it from standard input.');
    return bytesPayload(await buffer(process.stdin));
  }
  if (!written.startsWith('@')) return textPayload(written);
  const path = written.slice(1);
  return bytesPayload(
    await readFile(path).catch((error: unknown) => {
      throw new Exit(exitCodes.usage, `${path} could not be read: ${describeThrown(error)}.`);
    }),
  );
}

/** Text that is JSON is sent as it stands, and said to be. */
function textPayload(text: string): Payload {
  return { format: isJson(text) ? 'json' : 'text', text };
}

function bytesPayload(bytes: Buffer): Payload {
  return isUtf8(bytes) ? textPayload(bytes.toString()) : { format: 'base64', text: bytes.toString('base64') };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/\{\{[^{}]*\}\}/g, '0'));
    return /^\s*[[{]/.test(text);
  } catch {
    return false;
  }
}

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
  if (error !== undefined) process.stderr.write(`${pico.red(error.message)}\n`);
  if (json) return;
  for (const outcome of severity) {
    if (counts[outcome] === 0) continue;
    const what = requested === 1 ? messageId : `${counts[outcome]} of ${requested}`;
    process.stdout.write(`${what} ${words[outcome]}\n`);
  }
  if (requested > 1) process.stdout.write(`${pico.dim(`in ${(durationMs / 1000).toFixed(2)} s`)}\n`);
}
