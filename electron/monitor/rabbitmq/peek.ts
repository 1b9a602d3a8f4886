import { z } from 'zod';
import type { Peeked, PeekedMessage } from '../../../shared/window/broker-view';
import { previewOf } from '../../bus/preview';

/** So many are looked at, and so much of each, bytes. */
export const peekRequest = {
  count: 10,
  ackmode: 'ack_requeue_true',
  encoding: 'base64',
  truncate: 4096,
};

const mostFacts = 40;
const mostText = 300;

const messageSchema = z.object({
  payload: z.string().catch(''),
  payload_bytes: z.number().catch(0),
  redelivered: z.boolean().catch(false),
  exchange: z.string().catch(''),
  routing_key: z.string().catch(''),
  properties: z.record(z.string(), z.unknown()).catch({}),
});

export function parsePeeked(answer: unknown): Peeked {
  const items = Array.isArray(answer) ? answer : [];
  return {
    messages: items.flatMap((item) => {
      const { data } = messageSchema.safeParse(item);
      return data === undefined ? [] : [messageOf(data)];
    }),
    note: 'They were put back where they were, and are marked as redelivered from now on. A quorum queue counts it as a delivery.',
  };
}

function messageOf(message: z.output<typeof messageSchema>): PeekedMessage {
  const { headers, ...properties } = message.properties;
  const facts = [
    { name: 'exchange', value: message.exchange === '' ? 'the default one' : message.exchange },
    { name: 'routing key', value: message.routing_key },
    ...Object.entries(properties).map(([name, value]) => ({ name, value: textOf(value) })),
    ...(typeof headers === 'object' && headers !== null
      ? Object.entries(headers).map(([name, value]) => ({ name, value: textOf(value) }))
      : []),
  ];
  return {
    preview: previewOf(Buffer.from(message.payload, 'base64')),
    size: message.payload_bytes,
    redelivered: message.redelivered,
    facts: facts.slice(0, mostFacts),
  };
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length <= mostText ? text : `${text.slice(0, mostText)}…`;
}
