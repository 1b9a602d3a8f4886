// What of amqplib's inside is used, see `imports` in package.json. Its version is pinned: what is here is true for that one.

declare module '#amqplib/connection' {
  import type { EventEmitter } from 'node:events';

  export class Connection extends EventEmitter {
    open(fields: object, callback: (error: Error | null) => void): void;
    readonly channelMax: number;
  }
}

declare module '#amqplib/codec' {
  const codec: {
    decodeFields(slice: Buffer): Record<string, unknown>;
    /** Returns how many bytes were written. */
    encodeTable(buffer: Buffer, table: Readonly<Record<string, unknown>>, offset: number): number;
  };
  export default codec;
}
