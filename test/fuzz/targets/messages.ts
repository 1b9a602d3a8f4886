import { parseAddresses as parseMqtt } from '../../../electron/bus/mqtt/address';
import { workTopic } from '../../../electron/bus/mqtt/names';
import { copyOf as copyOfRaw, countOf, fromRaw, type Raw } from '../../../electron/bus/mqtt/wire';
import { differenceIn } from '../../../electron/bus/rabbitmq/found-queue';
import { parseAddresses as parseRedis } from '../../../electron/bus/redis/address';
import { copyOf, type Entry, fromEntry } from '../../../electron/bus/redis/entry';
import { texts } from '../inputs';
import { orRefused } from '../refusal';
import { target } from '../target';

/** Each line is a name and its value. */
function pairsIn(text: string): [string, string][] {
  return text.split('\n').map((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
  });
}

/** What other programs put where the bus reads, and how the brokers of each kind are named. */
export const messageTargets = [
  target({
    name: 'entry of a stream of Redis',
    inputs: texts(
      'id=1\nbody=x\nattempt=2\nheaders={"a":1}\nproperties={"priority":1}\nonly=a\ninterrupted=3',
      '__proto__=1\nconstructor=2\nid=\n=',
    ),
    run: (text: string) => {
      const entry: Entry = {
        entryId: '1-1',
        fields: new Map(pairsIn(text).map(([name, value]) => [name, Buffer.from(value)])),
      };
      fromEntry(entry, 'orders', 'publish');
      copyOf(entry, { attempt: '2', only: undefined });
    },
  }),
  target({
    name: 'message of MQTT',
    inputs: texts(
      'eventbus-id=1\neventbus-attempt=2\ntag=a\n__proto__=b\neventbus-interrupted=-1',
      '=\n\u0000=\u0001',
    ),
    run: (text: string) => {
      const userProperties = Object.assign(Object.create(null), Object.fromEntries(pairsIn(text)));
      const raw: Raw = { body: Buffer.from(text), properties: { userProperties }, dup: true };
      fromRaw(raw, 'orders', 'publish', () => 'new');
      copyOfRaw(raw, '1', { error: text });
      countOf(raw, 'attempt');
      workTopic(text);
    },
  }),
  target({
    name: 'URLs of Redis and MQTT',
    inputs: texts(
      'redis://user:p%40ss@localhost:6379/1, rediss://[::1]/',
      'mqtt://a:b@c:1883/, wss://host/path?x#y',
    ),
    run: async (text: string) => {
      await orRefused(() => parseRedis(text));
      await orRefused(() => parseMqtt(text));
    },
  }),
  target({
    name: 'refusal of a queue',
    inputs: texts(
      "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'a' in vhost '/': received 'false' but current is 'true'",
      "inequivalent arg 'x-max-length' for queue 'a' in vhost '/': received none but current is the value '1' of type 'byte'",
    ),
    run: (text: string) => {
      differenceIn(text);
    },
  }),
];
