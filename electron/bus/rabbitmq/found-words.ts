import type { FoundTopic } from '../../../shared/bus/found-topic';
import { type FoundQueue, isStream } from './found-queue';

type Arguments = FoundQueue['arguments'];

/** What a person has to know of a topic whose queue somebody else has made. */
export function describeFound(topic: string, found: FoundQueue): FoundTopic {
  const { arguments: given } = found;
  return {
    topic,
    made: kindOf(found) + inBrackets(given),
    remarks: [...sharing(found), ...lengthLimits(given), ...timeLimits(given)],
    givesToAll: isStream(found),
  };
}

function kindOf({ durable, autoDelete, type = 'classic' }: FoundQueue): string {
  if (type === 'stream') return 'a stream';
  if (type !== 'classic') return `a ${type} queue`;
  const end = autoDelete ? ' that ends with its last subscriber' : '';
  return `a ${durable ? 'durable' : 'transient'} queue${end}`;
}

function inBrackets(given: Arguments): string {
  const all = Object.entries(given).map(([name, value]) => `${name} = ${value}`);
  return all.length === 0 ? '' : ` (${all.join(', ')})`;
}

function sharing(found: FoundQueue): string[] {
  if (isStream(found)) {
    return [
      'Every subscriber gets each message from when it subscribed on, as a broadcast; one that fails is tried again in its place, before the next.',
    ];
  }
  if (found.arguments['x-single-active-consumer'] !== true) return [];
  return ['One subscriber gets everything, the others wait until it is gone (single active consumer).'];
}

function lengthLimits(given: Arguments): string[] {
  const { 'x-max-length': messages, 'x-max-length-bytes': bytes, 'x-overflow': overflow } = given;
  const most = [
    ...(messages === undefined ? [] : [counted(messages, 'message')]),
    ...(bytes === undefined ? [] : [counted(bytes, 'byte')]),
  ].join(' or ');
  if (most === '') return [];
  if (String(overflow).startsWith('reject-publish')) return [`Over ${most} a publish is refused.`];
  return [`Over ${most} the oldest are ${fate(given)}.`];
}

function timeLimits(given: Arguments): string[] {
  const { 'x-message-ttl': ttl, 'x-expires': expires } = given;
  return [
    ...(ttl === undefined ? [] : [`A message that waits for over ${ttl} ms is ${fate(given)}.`]),
    ...(expires === undefined ? [] : [`The queue ends when nobody has used it for ${expires} ms.`]),
  ];
}

function fate({ 'x-dead-letter-exchange': exchange }: Arguments): string {
  return exchange === undefined ? 'thrown away by the broker' : `moved to the exchange “${exchange}”`;
}

function counted(count: unknown, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
