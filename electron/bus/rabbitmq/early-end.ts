/// <reference path="./amqplib-internals.d.ts" />
// Before anything of amqplib is loaded.
import './field-table';

import { Connection } from '#amqplib/connection';

export interface EarlyEnd {
  ended: boolean;
  error: unknown;
}

const ends = new WeakMap<object, EarlyEnd>();

/*
 * amqplib reads what lies behind `Connection.OpenOk` before it hands the connection out: a bad frame there is an `error` that
 * nobody can listen to yet, and so the end of the process. Each connection has a listener before its handshake begins.
 */
const { open } = Connection.prototype;
Connection.prototype.open = function (fields, callback) {
  const end: EarlyEnd = { ended: false, error: undefined };
  ends.set(this, end);
  this.on('error', (error: unknown) => {
    end.error ??= error;
  });
  this.on('close', (error: unknown) => {
    end.ended = true;
    end.error ??= error;
  });
  open.call(this, fields, callback);
};

/** What has become of a connection since its handshake began. */
export function endOf(connection: object): EarlyEnd {
  return ends.get(connection) ?? { ended: false, error: undefined };
}
