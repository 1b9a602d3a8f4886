/** One frame as it went over the wire. */
export interface Frame {
  /** 1 is a method. */
  readonly type: number;
  readonly channel: number;
  readonly payload: Buffer;
  readonly whole: Buffer;
}

/** Cuts what one side of a connection sends into frames. */
export class AmqpFrames {
  #rest = Buffer.alloc(0);

  /** The frames that are whole now; the 8 bytes that a client begins with come as a frame of type 0. */
  take(bytes: Buffer): Frame[] {
    const frames: Frame[] = [];
    let rest = Buffer.concat([this.#rest, bytes]);
    if (rest.length >= 8 && rest.subarray(0, 4).equals(Buffer.from('AMQP'))) {
      frames.push({ type: 0, channel: 0, payload: Buffer.alloc(0), whole: rest.subarray(0, 8) });
      rest = rest.subarray(8);
    }
    while (rest.length >= 8) {
      // Type, channel, size, payload, and one octet that ends the frame.
      const end = 7 + rest.readUInt32BE(3) + 1;
      if (rest.length < end) break;
      const whole = rest.subarray(0, end);
      const payload = rest.subarray(7, end - 1);
      frames.push({ type: rest[0] ?? 0, channel: rest.readUInt16BE(1), payload, whole });
      rest = rest.subarray(end);
    }
    this.#rest = rest;
    return frames;
  }
}

export function methodFrame(channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(1, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}

export function shortString(payload: Buffer, at: number): { text: string; end: number } {
  const end = at + 1 + (payload[at] ?? 0);
  return { text: payload.toString('utf8', at + 1, end), end };
}
