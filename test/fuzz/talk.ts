import { type Frame, methodFrame, shortString } from '../support/amqp-frames';

/** What a broker says to a client that only wants to consume: yes to everything. */

const short = (text: string) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
const zeros = (count: number) => Buffer.alloc(count);

/** Class, method, and the rest of a method frame. */
function method(channel: number, classId: number, methodId: number, ...rest: Buffer[]): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(classId, 0);
  head.writeUInt16BE(methodId, 2);
  return methodFrame(channel, Buffer.concat([head, ...rest]));
}

export interface Consumer {
  readonly channel: number;
  readonly tag: string;
}

/** What a broker answers that has everything and allows everything; undefined for what needs no answer. */
export function answerTo({ type, channel, payload }: Frame): Buffer | undefined {
  if (type !== 1) return undefined;
  const classId = payload.readUInt16BE(0);
  const methodId = payload.readUInt16BE(2);
  const say = (id: number, ...rest: Buffer[]) => method(channel, classId, id, ...rest);
  switch (`${classId}.${methodId}`) {
    case '20.10':
      return say(11, zeros(4));
    case '50.10': {
      const { text } = shortString(payload, 6);
      return say(11, short(text === '' ? 'amq.gen-1' : text), zeros(8));
    }
    // Purged and deleted queues tell how many messages they had.
    case '50.30':
    case '50.40':
      return say(methodId + 1, zeros(4));
    case '60.20':
      return say(21, short(consumerOf({ type, channel, payload })?.tag ?? ''));
    case '60.30':
      return say(31, payload.subarray(4, shortString(payload, 4).end));
    case '60.70':
      return say(72, zeros(1));
    case '20.40':
    case '40.10':
    case '40.20':
    case '40.30':
    case '50.20':
    case '60.10':
    case '60.110':
    case '85.10':
      return say(methodId + 1);
    case '40.40':
    case '50.50':
      return say(51);
    default:
      return undefined;
  }
}

/** The consumer that a frame asks for. */
export function consumerOf({ type, channel, payload }: Omit<Frame, 'whole'>): Consumer | undefined {
  if (type !== 1 || payload.readUInt16BE(0) !== 60 || payload.readUInt16BE(2) !== 20) return undefined;
  const given = shortString(payload, shortString(payload, 6).end).text;
  return { channel, tag: given === '' ? `tag-${channel}` : given };
}

/** A message for a consumer. The properties are the header frame's flags and what follows them. */
export function delivery(
  { channel, tag }: Consumer,
  properties: Buffer,
  body: Buffer,
  redelivered = false,
): Buffer {
  const deliveryTag = Buffer.alloc(8);
  deliveryTag.writeBigUInt64BE(1n);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(60, 0);
  head.writeBigUInt64BE(BigInt(body.length), 4);
  return Buffer.concat([
    method(
      channel,
      60,
      60,
      short(tag),
      deliveryTag,
      Buffer.from([redelivered ? 1 : 0]),
      short(''),
      short('orders'),
    ),
    frame(2, channel, Buffer.concat([head, properties])),
    ...(body.length === 0 ? [] : [frame(3, channel, body)]),
  ]);
}

export function frame(type: number, channel: number, payload: Buffer): Buffer {
  const made = methodFrame(channel, payload);
  made[0] = type;
  return made;
}
