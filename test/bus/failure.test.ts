import { expect, test } from 'vitest';
import { readChannelError, readFailure } from '../../electron/bus/rabbitmq/failure';

const place = 'amqp://user@host:5672/';

/**
 * What RabbitMQ says from 4.0 on, where it is made to. It closes the whole connection.
 */
test('queues that RabbitMQ 4.3 forbids by default: one sentence with the operator’s setting and the profile, no new try', () => {
  const closed = Object.assign(
    new Error(
      'Connection closed: 541 (INTERNAL-ERROR) with message "INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated. By default, this feature is not permitted anymore."',
    ),
    { code: 541 },
  );
  const { error, fatal } = readFailure(closed, place);
  expect(fatal).toBe(true);
  expect(error.code).toBe('not-permitted');
  expect(error.message).toContain('deprecated_features.permit.transient_nonexcl_queues = true');
  expect(error.message).toContain('durable queues');
});

test('what nobody has seen before is told with its own words and tried again', () => {
  const { error, fatal } = readFailure(new Error('something new'), place);
  expect(fatal).toBe(false);
  expect(error).toMatchObject({ code: 'unreachable', detail: 'something new' });
});

test.for<[number, string]>([
  [403, 'access-refused'],
  [404, 'not-found'],
  [405, 'topology-mismatch'],
  [406, 'topology-mismatch'],
])('a channel closed with %i is told as %s', ([code, expected]) => {
  const error = readChannelError(Object.assign(new Error('words'), { code }), 'declare the queue “t”');
  expect(error).toMatchObject({ code: expected, detail: 'words' });
  expect(error.message).toContain('declare the queue “t”');
});

test.for<[string, string]>([
  ['Channel closed', 'interrupted'],
  ['Connection closing', 'interrupted'],
  ['No channels left to allocate', 'overloaded'],
  ['x is not a function', 'internal'],
])('an operation that ended with “%s” is told as %s', ([words, expected]) => {
  expect(readChannelError(new Error(words), 'declare the queue “t”').code).toBe(expected);
});
