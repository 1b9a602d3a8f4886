import type { Behaviour, Rule } from '../../shared/bus/behaviour';
import { assertNever } from '../../shared/bus/bus-event';
import { count, percent } from '../format/numbers';
import { duration } from '../format/time';

/** What is offered while typing; anything that parseBehaviour reads may be typed. */
export const behaviourSuggestions: readonly { readonly value: string; readonly hint: string }[] = [
  { value: 'ack', hint: 'acks everything' },
  { value: 'always', hint: 'fails every attempt' },
  { value: 'first:2', hint: 'fails attempts 1 and 2' },
  { value: 'every:3', hint: 'fails every 3rd delivery' },
  { value: 'rate:0.2', hint: 'fails 20 % at random' },
  { value: 'match:error', hint: 'fails what matches' },
  { value: 'ack 500ms', hint: 'takes half a second' },
  { value: 'ack 50..200ms', hint: 'takes 50 to 200 ms' },
  { value: 'hang', hint: 'never answers' },
  { value: 'crash', hint: 'dies without an answer' },
  { value: 'manual', hint: 'waits for you' },
];

/** A behaviour as a sentence. */
export function describeBehaviour({ rule, latency }: Behaviour): string {
  const what = describeRule(rule);
  if (latency.max === 0) return `${what}.`;
  const how =
    latency.min === latency.max
      ? `takes ${duration(latency.min)}`
      : `takes ${duration(latency.min)} to ${duration(latency.max)}`;
  return `${what}; each delivery ${how}.`;
}

function describeRule(rule: Rule): string {
  switch (rule.type) {
    case 'ack':
      return 'Acks every delivery';
    case 'always':
      return 'Fails every attempt, so that messages end in the dead letters';
    case 'first':
      return rule.attempts === 1
        ? 'Fails attempt 1 of each message and acks the next'
        : `Fails attempts 1 to ${count(rule.attempts)} of each message and acks the next`;
    case 'every':
      return `Fails one delivery in ${count(rule.nth)}`;
    case 'rate':
      return `Fails ${percent(rule.probability)} of the deliveries at random, the same ones in every run`;
    case 'match':
      return rule.header === undefined
        ? `Fails when the payload matches ${rule.pattern}`
        : `Fails when the header ${rule.header} matches ${rule.pattern}`;
    case 'hang':
      return 'Takes deliveries and never answers';
    case 'crash':
      return 'Dies in the middle of a delivery, without an answer';
    case 'manual':
      return 'Waits for you to answer each delivery';
    default:
      return assertNever(rule);
  }
}
