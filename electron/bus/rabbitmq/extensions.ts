/**
 * What the bus cannot be without: a receipt, a retry and a dead letter are each sure only once the broker has confirmed
 * the message.
 */
const needed = 'publisher_confirms';

/**
 * RabbitMQ's additions to AMQP 0-9-1 that the bus builds on, by the names under which a broker lists its own, and what falls
 * where one is missing.
 */
const promises: Readonly<Record<string, string>> = {
  consumer_cancel_notify:
    'A subscriber is not told when its queue is deleted: remove it and add it again should nothing come any more.',
  'basic.nack': 'A full queue cannot refuse a message: a publish to it may wait without an answer.',
  'connection.blocked': 'An alarm is not told: publishes wait, and nothing says why.',
  per_consumer_qos: 'The prefetch counts publishes and broadcasts together.',
};

/** Which of the bus's promises do not hold on a broker with these capabilities, as sentences. */
export function fallenPromises(capabilities: Readonly<Record<string, unknown>> = {}): string[] {
  return Object.entries(promises).flatMap(([name, sentence]) =>
    capabilities[name] === true ? [] : [`${sentence} (The broker has no ${name}.)`],
  );
}

export function confirms(capabilities: Readonly<Record<string, unknown>> = {}): boolean {
  return capabilities[needed] === true;
}
