import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { EventBus } from '../../library';
import { Peer, peerKinds } from '../support/peer';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let url: string;
beforeAll(async () => {
  const broker = await sharedBroker();
  url = broker.url({ vhost: await broker.addVhost() });
});

test.each(peerKinds)(
  'a program on the library and a service on %s get what the other sends',
  async (kind) => {
    const bus = await EventBus.connect(url);
    onTestFinished(() => bus.close());
    const peer = await Peer.start(kind, url);
    onTestFinished(() => peer[Symbol.asyncDispose]());
    const [theirs, ours] = [randomTopic(), randomTopic()];
    const sent = ['naïve', { order: 1 }, Uint8Array.of(0xff, 0)];

    await peer.subscribe(theirs);
    for (const payload of sent) await bus.publish(theirs, payload);
    await bus.broadcast(theirs, 'to all');
    await until('the service has all', () => peer.messages.length === 4);
    const texts = peer.messages.map(({ bodyHex }) => Buffer.from(bodyHex, 'hex').toString('latin1'));
    expect(texts.sort()).toEqual(['na\u00c3\u00afve', 'to all', '{"order":1}', '\u00ff\u0000'].sort());

    const taken: unknown[] = [];
    await bus.subscribe(ours, (delivery) => {
      taken.push([delivery.verb, delivery.json()]);
    });
    await peer.publish({ topic: ours, body: '{"order": 2}' });
    await peer.broadcast({ topic: ours, body: '"to all"' });
    await until('the program has both', () => taken.length === 2);
    expect(taken).toEqual(
      expect.arrayContaining([
        ['publish', { order: 2 }],
        ['broadcast', 'to all'],
      ]),
    );
  },
);
