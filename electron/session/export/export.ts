import type { BusEvent, BusEventOf } from '../../../shared/bus/bus-event';
import type { Properties } from '../../../shared/bus/message';
import type { ExportFormat } from '../../../shared/window/recording';
import type { EventHistory } from '../event-history';
import { payloadFields } from '../recording/line';
import { writeRows } from './row-file';

/** One delivery with what became of it: a line of an export. */
interface ExportedDelivery {
  at: string;
  topic: string;
  verb: string;
  messageId: string;
  subscriber: string;
  attempt: number;
  outcome: string;
  handlerMs: number | null;
  latencyMs: number | null;
  error: string | null;
  size: number;
  headers: Record<string, unknown>;
  properties: Properties;
  text?: string;
  base64?: string;
}

const columns = [
  'at',
  'topic',
  'verb',
  'messageId',
  'subscriber',
  'attempt',
  'outcome',
  'handlerMs',
  'latencyMs',
  'error',
  'size',
  'headers',
  'properties',
  'text',
  'base64',
] as const satisfies readonly (keyof ExportedDelivery)[];

/** Writes deliveries in the order given. Answers how many are in the file and how many the history no longer has. */
export async function exportDeliveries(
  history: EventHistory,
  deliveryIds: readonly string[],
  format: ExportFormat,
  path: string,
): Promise<{ written: number; missing: number }> {
  const wanted = new Set(deliveryIds);
  const found = new Map<string, ExportedDelivery>();
  for (const event of history.events()) follow(found, wanted, event);

  const written = await writeRows<ExportedDelivery>(path, format, columns, async (write) => {
    for (const id of deliveryIds) {
      const delivery = found.get(id);
      if (delivery === undefined) continue;
      const body = history.body(delivery.messageId, id);
      await write({ ...delivery, ...(body === undefined ? {} : payloadFields(body)) });
    }
  });
  return { written, missing: deliveryIds.length - written };
}

function follow(found: Map<string, ExportedDelivery>, wanted: ReadonlySet<string>, event: BusEvent): void {
  if (event.type === 'delivered') {
    if (wanted.has(event.deliveryId)) found.set(event.deliveryId, begin(event));
    return;
  }
  if (event.type === 'tapped') {
    if (wanted.has(event.sightId)) found.set(event.sightId, tapped(event));
    return;
  }
  if (!('deliveryId' in event) || event.deliveryId === undefined) return;
  const delivery = found.get(event.deliveryId);
  if (delivery === undefined) return;
  switch (event.type) {
    case 'acked':
      Object.assign(delivery, {
        outcome: 'acked',
        handlerMs: event.handlerMs,
        latencyMs: event.latencyMs ?? null,
      });
      break;
    case 'failed':
      Object.assign(delivery, {
        outcome: 'failed',
        handlerMs: event.handlerMs,
        error: event.error.message,
      });
      break;
    case 'retryScheduled':
      delivery.outcome = 'retried';
      break;
    case 'deadLettered':
      delivery.outcome = 'dead';
      break;
    case 'interrupted':
      delivery.outcome = 'interrupted';
      break;
    default:
      event satisfies never;
      break;
  }
}

function begin(event: BusEventOf<'delivered'>): ExportedDelivery {
  return lineOf(event, event.subscriber.name, 'in-flight');
}

/** Who it went to, where it is a delivery of somebody else. */
function tapped(event: BusEventOf<'tapped'>): ExportedDelivery {
  return lineOf(event, event.sight.what === 'delivered' ? event.sight.to.name : '', 'tapped');
}

function lineOf(
  event: BusEventOf<'delivered' | 'tapped'>,
  subscriber: string,
  outcome: string,
): ExportedDelivery {
  const { topic, verb, messageId, attempt, message } = event;
  return {
    at: new Date(event.at).toISOString(),
    topic,
    verb,
    messageId,
    subscriber,
    attempt,
    outcome,
    handlerMs: null,
    latencyMs: null,
    error: null,
    size: message.size,
    headers: message.headers,
    properties: message.properties,
  };
}
