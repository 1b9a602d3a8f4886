// What a program does with the bus, whichever way it loads it. It gets the package and what to connect to.
exports.story = async ({ EventBus, BusError, Rejection }, to) => {
  const topic = `story-${process.pid}`;
  const seen = [];
  const bus = await EventBus.connect(to, { maxRetries: 1, onEvent: ({ type }) => seen.push(type) });
  const taken = [];
  await bus.subscribe(
    topic,
    (delivery) => {
      if (delivery.verb === 'broadcast') return taken.push(['all', delivery.text()]);
      const { order } = delivery.json();
      if (order === 'bad') throw new Rejection('It is bad.');
      if (delivery.attempt === 1) throw new Error('Not yet.');
      return taken.push([delivery.attempt, order, delivery.headers.tenant]);
    },
    { name: 'story' },
  );
  const receipt = await bus.publish(topic, { order: 1 }, { headers: { tenant: 'a' } });
  await bus.wait();
  await bus.broadcast(topic, 'ünd');
  const dead = bus.wait((event) => event.type === 'deadLettered', { timeoutMs: 10_000 });
  await bus.publish(topic, { order: 'bad' });
  const { reason } = await dead;
  await bus.wait();
  const { letters, total } = await bus.deadLetters(topic);
  await bus.replay(topic, 'all', { edit: () => ({ payload: { order: 2 } }) });
  await bus.wait();
  const left = await bus.deadLetters(topic);
  await bus.close();
  const refused = await bus.publish(topic, 1).catch((error) => error);
  return {
    kind: bus.status.kind,
    outcome: receipt.outcome,
    taken,
    reason,
    error: letters[0]?.error,
    dead: [total, left.total],
    refused: refused instanceof BusError && refused.code,
    first: seen[0],
    last: seen.at(-1),
  };
};
