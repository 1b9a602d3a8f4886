import { Readable } from 'node:stream';
import type { IStore, Packet } from 'mqtt';

/**
 * Where mqtt.js puts copies of what it sends, for the connection after this one. There is none: each of ours has one connection. To copy
 * every payload for it would be a tenth of the work of a publish.
 */
export const noStore: IStore = {
  put(_packet, done) {
    done();
    return noStore;
  },
  get(_packet, done) {
    done(new Error('Nothing is kept.'));
    return noStore;
  },
  // By its number the caller finds the answer to it.
  del(packet, done) {
    done(undefined, packet as Packet);
    return noStore;
  },
  createStream: () => Readable.from([]) as ReturnType<IStore['createStream']>,
  close: (done) => done(),
};
